// The few globals that ECharts looks for. Timers are dropped, not queued: a queued callback would keep its chart alive.
globalThis.self = globalThis;
globalThis.console = { log() {}, info() {}, warn() {}, error() {} };
globalThis.setTimeout = () => 0;
globalThis.clearTimeout = () => {};
globalThis.setInterval = () => 0;
globalThis.clearInterval = () => {};
