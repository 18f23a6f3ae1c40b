# Fuzz targets: each tests/fuzz/NAME_fuzz.cc is one program, fuzz_NAME. Only clang has the fuzzer, so they exist only in
# the build folder of `make fuzz`.
if(NOT EXECUTIONER_SANITIZE MATCHES "fuzzer")
  return()
endif()

# Only the parts of the Kubernetes client and of our pods that convert text to values and back, because the rest takes
# minutes to build.
set(of_kube api_error applied_version bounded_file in_cluster json_value kubeconfig line_splitter
            object_meta proxy resource_version server_url watch_decoder)
set(of_pods hardening job_container pod pod_builder pod_ending pod_identity pod_limits pod_name
            pod_reader status_json status_reader)
list(TRANSFORM of_kube PREPEND controller/kube/)
list(TRANSFORM of_pods PREPEND controller/adapters/pods/)
# Only the parts of the runner that read its specification and write last words; tests/fuzz/runner_memory.cc replaces
# runner/list.cc.
set(of_runner clock complain json_reader last_words read_integer read_spec result_type tail text)
list(TRANSFORM of_runner PREPEND runner/)
list(TRANSFORM of_kube APPEND .cc)
list(TRANSFORM of_pods APPEND .cc)
list(TRANSFORM of_runner APPEND .cc)

# Only the parts of other floors that read addresses.
set(of_others controller/adapters/mail/address.cc controller/adapters/queue/redis_url.cc
              controller/adapters/store/postgres_url.cc)

add_library(fuzzed STATIC EXCLUDE_FROM_ALL ${of_kube} ${of_pods} ${of_runner} ${of_others} tests/fuzz/runner_memory.cc)
target_link_libraries(fuzzed PUBLIC executioner_flags executioner_importers executioner_legacy executioner_manifest
                                    executioner_runner_words nlohmann_json::nlohmann_json yaml-cpp)
target_compile_definitions(fuzzed PRIVATE _GNU_SOURCE)

file(GLOB fuzz_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/*_fuzz.cc)
foreach(source IN LISTS fuzz_sources)
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${name})
  add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${source})
  target_link_libraries(fuzz_${name} PRIVATE fuzzed)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME fuzz_${name} COMMAND fuzz_${name})
  set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz)
endforeach()
