# One static binary and nothing else: no shell, no package manager, no root.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG RELEASE=devel
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.release=${RELEASE}" -o /out/barometer ./cmd/barometer \
 && mkdir -p /out/data && chown 65532:65532 /out/data

FROM scratch
COPY --from=build /out/barometer /barometer
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV BAROMETER_DATABASE=/data/barometer.db
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/barometer", "healthcheck"]
ENTRYPOINT ["/barometer"]
