# Two images: `docker build --target controller .` and `docker build --target runner .`
# `make images` makes the same two on a machine without Docker; both take their files from make-images.sh --roots.

FROM debian:12 AS build
WORKDIR /src
COPY cmake/packages.txt cmake/install-dependencies.sh cmake/
RUN cmake/install-dependencies.sh build
COPY CMakeLists.txt CMakePresets.json Makefile ./
COPY cmake cmake
COPY controller controller
COPY runner runner
COPY tests tests
COPY tools tools
RUN make build && tests/cluster/make-images.sh --roots /images build

FROM scratch AS runner
COPY --from=build /images/runner /
USER 65532:65532
ENTRYPOINT ["/runner"]

FROM scratch AS controller
COPY --from=build /images/controller /
USER 65532:65532
ENTRYPOINT ["/bin/executioner"]
