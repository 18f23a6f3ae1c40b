#!/usr/bin/env bash
# Images, the Dockerfile and the installer.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

make_build_folder() { # a stand-in for build/: any dynamic and any static program will do
  mkdir -p build/bin
  cp "$(command -v openssl)" build/bin/executioner
  cp "$(command -v busybox)" build/bin/executioner-runner
}

layer() { tar -xOf "$1" layer.tar | tar -t; }

test_the_controller_image_has_the_program_and_its_libraries() {
  make_build_folder
  "$CLUSTER/make-images.sh" out build >/dev/null
  expect_contains "$(layer out/controller.tar)" ./bin/executioner
  expect_contains "$(layer out/controller.tar)" libcrypto.so
  expect_contains "$(layer out/controller.tar)" ./etc/ssl/certs/ca-certificates.crt
  expect_contains "$(tar -xOf out/controller.tar config.json)" '"User":"65532:65532"'
  expect_contains "$(tar -xOf out/controller.tar manifest.json)" test.local/executioner:dev
}

test_the_controller_image_starts() {
  need_root
  make_build_folder
  "$CLUSTER/make-images.sh" --roots out build
  expect_contains "$(chroot --userspec=65532:65532 out/controller /bin/executioner version 2>&1)" OpenSSL
}

test_the_runner_image_holds_the_runner_alone() {
  make_build_folder
  "$CLUSTER/make-images.sh" out build >/dev/null
  expect_equal "./ ./runner" "$(layer out/runner.tar | xargs)"
}

test_the_images_carry_the_names_that_are_looked_for_by_default() {
  local runner
  make_build_folder
  "$CLUSTER/make-images.sh" out build >/dev/null
  runner=$(sed -n 's/.*runner_image = "\(.*\)".*/\1/p' "$ROOT/controller/main/controller_flags.h")
  expect_contains "$(tar -xOf out/runner.tar manifest.json)" "\"$runner\""
  expect_contains "$(tar -xOf out/controller.tar manifest.json)" "\"${runner/-runner:/:}\""
}

test_a_runner_that_is_not_static_is_refused() {
  make_build_folder
  cp build/bin/executioner build/bin/executioner-runner
  expect_contains "$("$CLUSTER/make-images.sh" out build 2>&1)" "not linked statically"
}

test_the_same_folder_gives_the_same_image() {
  make_build_folder
  "$CLUSTER/make-images.sh" one build >/dev/null
  "$CLUSTER/make-images.sh" two build >/dev/null
  expect_equal "$(sha256sum <one/runner.tar)" "$(sha256sum <two/runner.tar)"
}

test_a_missing_build_is_named() {
  mkdir build
  expect_contains "$("$CLUSTER/make-images.sh" out build 2>&1)" "run 'make build' first"
}

test_what_the_dockerfile_copies_exists() {
  local path
  for path in $(sed -n '/--from/d; s/^COPY \(.*\) [^ ]*$/\1/p' "$ROOT/Dockerfile"); do
    [ -e "$ROOT/$path" ] || fail "the Dockerfile copies $path, which does not exist"
    grep -qE "^!(${path%%/*}|$path)" "$ROOT/.dockerignore" || fail ".dockerignore keeps $path from the Dockerfile"
  done
}

test_what_the_dockerfile_copies_is_enough_to_build() {
  local path
  for path in $(sed -n '/--from/d; s/^COPY \(.*\) [^ ]*$/\1/p' "$ROOT/Dockerfile"); do
    (cd "$ROOT" && cp -r --parents "$path" "$WORK/")
  done
  cmake --preset release >said 2>&1 || fail "$(cat said)"
  expect_contains "$(cmake --build build --target help)" "executioner: phony"
  expect_contains "$(cmake --build build --target help)" "executioner-runner: phony"
}

test_the_dockerfile_installs_what_the_installer_does() {
  expect_contains "$(cat "$ROOT/Dockerfile")" "RUN cmake/install-dependencies.sh build"
  expect_equal '' "$(grep -E 'apt(-get)? ' "$ROOT/Dockerfile")"
}

test_the_dockerfile_makes_both_images() {
  expect_equal "build runner controller" "$(sed -n 's/^FROM .* AS //p' "$ROOT/Dockerfile" | xargs)"
}

test_the_installer_names_what_is_missing_and_the_way_out() {
  need_root
  cp "$ROOT/cmake/install-dependencies.sh" .
  printf '[build]\nno-such-package\nbash\n' >packages.txt
  chmod -R a+rX .
  # Nobody may install packages.
  expect_contains "$(setpriv --reuid 65534 --regid 65534 --clear-groups bash "$WORK/install-dependencies.sh" build 2>&1)" \
    "sudo apt-get install no-such-package'"
}

test_the_installer_is_silent_when_nothing_is_missing() {
  cp "$ROOT/cmake/install-dependencies.sh" .
  printf '[build]\nbash\n\n[check]\nno-such-package\n' >packages.txt
  expect_equal '' "$(bash ./install-dependencies.sh build 2>&1)"
}

run_tests
