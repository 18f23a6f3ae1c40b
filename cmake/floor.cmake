# A floor is a folder of controller/, or several, built as one static library. The order of the calls in CMakeLists.txt is the
# order of the floors: a floor can only name floors that were declared before it, so no link goes upwards.
#
#   floor(domain FOLDER controller/domain ON base LIBRARIES nlohmann_json::nlohmann_json)
function(floor name)
  cmake_parse_arguments(ARG "" "" "FOLDER;ON;LIBRARIES" ${ARGN})
  list(TRANSFORM ARG_FOLDER REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/\\1/*.cc")
  file(GLOB sources CONFIGURE_DEPENDS ${ARG_FOLDER})
  foreach(below IN LISTS ARG_ON)
    if(NOT TARGET executioner_${below})
      message(FATAL_ERROR "floor ${name} may not stand on ${below}: it is not below it")
    endif()
  endforeach()
  list(TRANSFORM ARG_ON PREPEND executioner_)
  if(sources)
    add_library(executioner_${name} STATIC ${sources})
    target_link_libraries(executioner_${name} PUBLIC executioner_flags ${ARG_ON} PRIVATE ${ARG_LIBRARIES})
    precompile_floor_headers(executioner_${name})
  else()
    add_library(executioner_${name} INTERFACE)
    target_link_libraries(executioner_${name} INTERFACE executioner_flags ${ARG_ON})
  endif()
endfunction()

# Precompiles the standard headers that nearly every source includes, which halves the build time. Disabled where it would
# hide missing includes: in clang-tidy and in the release build.
function(precompile_floor_headers target)
  if(NOT EXECUTIONER_PRECOMPILE_FLOORS)
    return()
  endif()
  if(TARGET executioner_base AND NOT target STREQUAL executioner_base)
    target_precompile_headers(${target} REUSE_FROM executioner_base)
  else()
    target_precompile_headers(${target} PRIVATE <algorithm> <chrono> <functional> <map> <memory> <mutex> <optional> <set> <string>
                              <string_view> <utility> <variant> <vector>)
  endif()
  target_compile_options(${target} PRIVATE $<IF:$<CXX_COMPILER_ID:GNU>,-fpch-preprocess,SHELL:-Xclang -fno-pch-timestamp>)
endfunction()

# Builds the tests of one folder as one program; they are found by a glob, so that none can be forgotten.
#
#   test_program(unit_domain FOLDER tests/unit/domain ON domain LABEL unit)
function(test_program name)
  cmake_parse_arguments(ARG "" "FOLDER;LABEL" "ON;LIBRARIES;WITH" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${ARG_FOLDER}/*.cc)
  if(NOT sources)
    return()
  endif()
  list(TRANSFORM ARG_ON PREPEND executioner_)
  add_executable(${name} ${sources} ${ARG_WITH})
  target_link_libraries(${name} PRIVATE executioner_flags ${ARG_ON} ${ARG_LIBRARIES} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE EXECUTIONER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  precompile_test_headers(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}")
endfunction()

# Parsing the headers that every test includes takes longer than the test itself, so they are precompiled per program.
function(precompile_test_headers target)
  if(EXECUTIONER_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE <gtest/gtest.h> <nlohmann/json.hpp> <functional> <map> <memory> <string>
                              <thread> <vector>)
    # otherwise ccache cannot cache
    target_compile_options(${target} PRIVATE $<IF:$<CXX_COMPILER_ID:GNU>,-fpch-preprocess,SHELL:-Xclang -fno-pch-timestamp>)
  endif()
endfunction()
