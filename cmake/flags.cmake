# Warnings and hardening that every C++ file of ours is built with. Third-party headers come in as SYSTEM.
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
if(EXECUTIONER_WERROR)
  target_compile_options(executioner_flags INTERFACE -Werror)
endif()
if(EXECUTIONER_SANITIZE)
  target_compile_options(executioner_flags INTERFACE -fsanitize=${EXECUTIONER_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(executioner_flags INTERFACE -fsanitize=${EXECUTIONER_SANITIZE})
  # cpprestsdk's headers call its buffers by another type than they have, and clang's check of that takes a process
  # without free descriptors for one with a wild pointer.
  target_compile_options(executioner_flags INTERFACE -fno-sanitize=vptr)
endif()
# Optimised, g++ 12 sees faults inside its own string and optional that are not there.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND (NOT CMAKE_BUILD_TYPE STREQUAL "Debug" OR EXECUTIONER_SANITIZE))
  target_compile_options(executioner_flags INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(EXECUTIONER_COVERAGE)
  # With -pthread g++ counts atomically; ccache does not know the option that says so.
  target_compile_options(executioner_flags INTERFACE --coverage -pthread)
  target_link_options(executioner_flags INTERFACE --coverage)
endif()
