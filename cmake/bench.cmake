# The benchmark of `make bench`: measures build/bin/executioner, so build it only in Release.
file(GLOB bench_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/bench/*.cc)
add_executable(bench EXCLUDE_FROM_ALL ${bench_sources})
target_link_libraries(bench PRIVATE executioner_flags executioner_pods executioner_manifest Threads::Threads)
target_compile_definitions(bench PRIVATE EXECUTIONER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
set_target_properties(bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
