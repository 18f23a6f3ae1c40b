# Warnings and hardening for all our C++ files. Third-party headers are included as SYSTEM.
add_library(executioner_flags INTERFACE)
target_compile_features(executioner_flags INTERFACE cxx_std_20)
target_include_directories(executioner_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(executioner_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Wformat=2 -Wcast-align -Wextra-semi
  -Wsuggest-override -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(executioner_flags INTERFACE -Wduplicated-cond -Wlogical-op -Wuseless-cast)
endif()
# Control-flow protection that depends on the processor: checks the targets of indirect jumps and returns.
set(hardening_of_machine)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(hardening_of_machine -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(hardening_of_machine -mbranch-protection=standard)
endif()
# Only for shipped binaries: fortified functions need the optimizer, and sanitizers have their own checks.
# tests/cluster/tests/hardening_test.sh checks each of these in the program.
if(NOT EXECUTIONER_SANITIZE AND NOT EXECUTIONER_COVERAGE)
  set(shipped $<CONFIG:Release,RelWithDebInfo,MinSizeRel>)
  foreach(flag IN ITEMS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-clash-protection -fPIE ${hardening_of_machine})
    target_compile_options(executioner_flags INTERFACE $<${shipped}:${flag}>)
  endforeach()
  foreach(flag IN ITEMS -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
    target_link_options(executioner_flags INTERFACE $<${shipped}:${flag}>)
  endforeach()
endif()
if(EXECUTIONER_WERROR)
  target_compile_options(executioner_flags INTERFACE -Werror)
endif()
if(EXECUTIONER_SANITIZE)
  target_compile_options(executioner_flags INTERFACE -fsanitize=${EXECUTIONER_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(executioner_flags INTERFACE -fsanitize=${EXECUTIONER_SANITIZE})
  # cpprestsdk's headers call its buffers through a different type, which clang's check reports as a wild pointer in a
  # process without free descriptors.
  target_compile_options(executioner_flags INTERFACE -fno-sanitize=vptr)
endif()
# With optimization, g++ 12 reports false positives in its own string and optional.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND (NOT CMAKE_BUILD_TYPE STREQUAL "Debug" OR EXECUTIONER_SANITIZE))
  target_compile_options(executioner_flags INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(EXECUTIONER_COVERAGE)
  # With -pthread, g++ counts atomically; ccache does not know the option for it.
  target_compile_options(executioner_flags INTERFACE --coverage -pthread)
  target_link_options(executioner_flags INTERFACE --coverage)
endif()
