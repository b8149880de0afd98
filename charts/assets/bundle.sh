#!/usr/bin/env bash
# Writes echarts.server.js, the parts of ECharts named in bundle.js. The same versions give the same bytes.
# Needs npm; then `go generate ./charts` compiles it.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --prefix "$work" echarts@6.1.0 zrender@6.1.0 esbuild@0.28.2
cp bundle.js "$work"
"$work/node_modules/.bin/esbuild" "$work/bundle.js" --bundle --minify --format=iife --target=es2020 --legal-comments=none \
  --define:process.env.NODE_ENV='"production"' --outfile=echarts.server.js \
  --banner:js='/* Parts of Apache ECharts 6.1.0 (Apache-2.0), zrender and d3 (BSD-3-Clause), bundled and minified: see README.md. */'
