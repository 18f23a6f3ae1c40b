# The runner: one static binary without the C++ standard library, built with musl by a separate command line. Build type,
# warnings, sanitizers and coverage of other targets do not apply to it.
#
# executioner-runner          the shipped binary: build/bin/executioner-runner
# executioner_runner_checked  the same sources with the common flags, for sanitizers, coverage and clang-tidy
find_program(MUSL_GCC musl-gcc)
if(NOT MUSL_GCC)
  message(FATAL_ERROR "the runner is built with musl, and musl-gcc is missing: apt-get install musl-tools")
endif()

# A static position-independent program. musl-gcc's own -static-pie creates one that requests a dynamic linker, so start
# files and options are given explicitly: rcrt1.o relocates the program before main.
string(REGEX REPLACE "-gnu[a-z0-9]*$" "-musl" musl_folder "/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}")
find_path(MUSL_START_FILES rcrt1.o PATHS ${musl_folder} /usr/lib/musl/lib /usr/local/musl/lib NO_DEFAULT_PATH)
if(NOT MUSL_START_FILES)
  message(FATAL_ERROR "musl's start file rcrt1.o is missing: apt-get install musl-dev")
endif()
set(static_pie -static -nostartfiles -fPIE -Wl,-pie -Wl,--no-dynamic-linker -Wl,-z,text
               ${MUSL_START_FILES}/rcrt1.o ${MUSL_START_FILES}/crti.o)

file(GLOB runner_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/runner/*.cc)
file(GLOB runner_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/runner/*.h ${PROJECT_SOURCE_DIR}/runner/contract/*.h)
file(GLOB runner_musl_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/runner/musl/*.cc)
set(runner_binary ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/executioner-runner)

# musl-gcc is gcc with other paths; it compiles .cc files as C++ and does not link libstdc++.
# The common page size is small, so that the linker does not pad the file to a page before the data.
add_custom_command(
  OUTPUT ${runner_binary}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}
  COMMAND ${MUSL_GCC} -std=c++20 -Os -flto -s ${static_pie} -fstack-protector-strong ${hardening_of_machine}
          -nostdinc++ -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-asynchronous-unwind-tables
          -ffunction-sections -fdata-sections
          -Wall -Wextra -Wshadow -Wconversion -Werror
          -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,norelro -Wl,-z,common-page-size=64
          -I${PROJECT_SOURCE_DIR} -DEXECUTIONER_VERSION=\"${PROJECT_VERSION}\"
          ${runner_sources} ${runner_musl_sources} ${MUSL_START_FILES}/crtn.o -o ${runner_binary}
  DEPENDS ${runner_sources} ${runner_musl_sources} ${runner_headers}
  COMMENT "Building the runner with musl"
  VERBATIM)
add_custom_target(executioner-runner ALL DEPENDS ${runner_binary})

add_executable(executioner_runner_checked EXCLUDE_FROM_ALL ${runner_sources} tests/lib/runner_frees_nothing.cc)
target_link_libraries(executioner_runner_checked PRIVATE executioner_flags)
target_compile_definitions(executioner_runner_checked PRIVATE EXECUTIONER_VERSION="${PROJECT_VERSION}" _GNU_SOURCE)
set_target_properties(executioner_runner_checked PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)

# The tests use the shipped binary; with sanitizers or coverage they use the checked one.
set(runner_under_test ${runner_binary})
set(runner_under_test_target executioner-runner)
if(EXECUTIONER_SANITIZE OR EXECUTIONER_COVERAGE)
  set(runner_under_test ${CMAKE_BINARY_DIR}/tests/executioner_runner_checked)
  set(runner_under_test_target executioner_runner_checked)
endif()
test_program(integration_runner FOLDER tests/integration/runner LIBRARIES nlohmann_json::nlohmann_json LABEL integration)
if(TARGET integration_runner)
  add_dependencies(integration_runner ${runner_under_test_target} executioner-runner)
  target_compile_definitions(integration_runner PRIVATE EXECUTIONER_RUNNER="${runner_under_test}"
                             EXECUTIONER_SHIPPED_RUNNER="${runner_binary}")
  # Only the program under test needs it, and g++ 12 takes ten minutes to optimize sanitized JSON literals.
  target_compile_options(integration_runner PRIVATE -O0)
endif()

test_program(unit_runner FOLDER tests/unit/runner LIBRARIES nlohmann_json::nlohmann_json LABEL unit)
if(TARGET unit_runner)
  list(FILTER runner_sources EXCLUDE REGEX "/main\\.cc$")
  target_sources(unit_runner PRIVATE ${runner_sources})
  target_compile_definitions(unit_runner PRIVATE _GNU_SOURCE)
endif()
