// The number formats that a chart's option names, for the binary and the browser alike:
// a formatter "@fmt:en(1)" prints a number in English with one digit after the point.
const formats = (() => {
  const number = (separator) => (digits) => (value) => {
    const v = value && typeof value === 'object' ? value.value : value;
    if (v == null || Number.isNaN(v)) return '–';
    const [whole, fraction] = Math.abs(v).toFixed(digits).split('.');
    const sign = v < 0 && /[1-9]/.test(whole + (fraction || '')) ? '\u2212' : '';
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') + (fraction ? separator + fraction : '');
  };
  const table = {
    en: number('.'),
    fr: number(','),
  };
  // Only what stands under the key "formatter" is a format: a title may say anything.
  const format = (option) => {
    for (const key in option) {
      const value = option[key];
      const match = key === 'formatter' && typeof value === 'string' && /^@fmt:(\w+)(?:\((\d)\))?$/.exec(value);
      if (match) {
        if (!Object.hasOwn(table, match[1])) throw new Error(`no number format ${match[1]}`);
        option[key] = table[match[1]](Number(match[2] || 0));
      } else if (value && typeof value === 'object') format(value);
    }
    return option;
  };
  // A map brings the lines of its areas along, in pixels of the picture.
  const revive = (option) => {
    const { geometry, ...rest } = option;
    if (geometry) echarts.registerMap('geometry', { geoJSON: geometry });
    return format(rest);
  };
  return { revive };
})();
