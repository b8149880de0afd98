// Makes a drawn chart live: what a figure says under the pointer or the finger, a walk through all figures by the
// arrow keys, one series set off from the others. A mark names its cell; its words are those of the table beside it.
const paper = '#ffffff';
const near = 40; // pixels from a mark at which the pointer means it

// colourOf is the colour that stands for an element's series: of its outline, or of its ground.
const colourOf = (el) => {
  const of = (name) => el.getAttribute(name);
  const outline = of('stroke');
  const colour = outline && outline !== 'none' && outline !== paper ? outline : of('fill');
  return colour && colour[0] === '#' && colour !== paper ? colour : '';
};

const distance = (box, x, y) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));

const middle = (box) => (box.top + box.bottom) / 2;

// wordsOf says a figure: itself, what it is of, and its source.
export const wordsOf = (row) => {
  const line = (tag, nodes) => {
    const el = document.createElement(tag);
    el.append(...nodes);
    return el;
  };
  const figure = row.querySelector('.n');
  const of = [];
  for (const cell of row.cells) {
    if (cell === figure) break;
    of.push(cell.textContent.trim());
  }
  const source = row.querySelector('td:last-child a');
  return [
    line('p', [...figure.childNodes].map((node) => node.cloneNode(true))),
    line('p', [of.join(' · ')]),
    ...(source ? [line('p', [source.textContent])] : []),
  ];
};

function enliven(drawn) {
  const svg = drawn.querySelector('svg');
  const rows = new Map();
  for (const row of (drawn.closest('figure,section') || document).querySelectorAll('tr[data-cell]')) rows.set(row.dataset.cell, row);
  const marks = [...svg.querySelectorAll('[data-cell]')].filter((mark) => rows.has(mark.dataset.cell));
  if (marks.length === 0) return;
  const keyOf = (mark) => mark.dataset.cell.split(' ')[0];
  const periodOf = (mark) => mark.dataset.cell.split(' ')[1];
  const byKey = new Map();
  for (const mark of marks) byKey.set(keyOf(mark), [...(byKey.get(keyOf(mark)) || []), mark]);
  const series = [...byKey.values()];
  for (const one of series) one.sort((a, b) => (periodOf(a) < periodOf(b) ? -1 : 1));
  const walk = series.flat();
  const colours = new Set(marks.map(colourOf));
  const painted = [...svg.querySelectorAll('path,rect,text')];

  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('role', 'status');
  drawn.append(tip);
  drawn.tabIndex = 0;
  drawn.setAttribute('role', 'group');
  drawn.setAttribute('aria-label', drawn.dataset.keys);

  let shown = null;
  const show = (mark) => {
    if (mark === shown) return;
    shown?.classList.remove('on');
    shown = mark;
    mark?.classList.add('on');
    tip.replaceChildren(...(mark ? wordsOf(rows.get(mark.dataset.cell)) : []));
    if (mark) place(mark);
  };
  const place = (mark) => {
    const ground = drawn.getBoundingClientRect();
    const box = mark.getBoundingClientRect();
    const left = (box.left + box.right - tip.offsetWidth) / 2 - ground.left;
    const above = box.top - ground.top - tip.offsetHeight - 10;
    const x = Math.max(0, Math.min(left, ground.width - tip.offsetWidth));
    const y = above >= 0 ? above : Math.min(box.bottom - ground.top + 10, ground.height - tip.offsetHeight);
    tip.style.transform = `translate(${Math.round(x)}px,${Math.round(Math.max(0, y))}px)`;
  };

  const setOff = (colour) => {
    for (const el of painted) {
      const own = colourOf(el);
      el.classList.toggle('off', colour !== '' && own !== colour && colours.has(own));
    }
  };
  // A legend is what has a series' colour and no figure: a small square with the words beside it, or the words themselves.
  const legend = new Map();
  if (colours.size > 1) {
    const texts = painted.filter((el) => el.tagName === 'text').map((el) => [el, el.getBoundingClientRect()]);
    for (const el of painted) {
      const colour = colourOf(el);
      const box = el.getBoundingClientRect();
      const square = el.tagName !== 'text' && Math.max(box.width, box.height) < 24 && el.getAttribute('fill') === colour;
      if (el.dataset.cell || !colours.has(colour) || (!square && el.tagName !== 'text')) continue;
      legend.set(el, colour);
      if (!square) continue;
      for (const [text, words] of texts) {
        if (Math.abs(middle(words) - middle(box)) < box.height && words.left > box.right && words.left - box.right < 16) legend.set(text, colour);
      }
    }
  }
  for (const el of legend.keys()) el.classList.add('key');

  let boxes = null;
  const forget = () => {
    boxes = null;
    if (shown) place(shown);
  };
  new ResizeObserver(forget).observe(drawn);
  addEventListener('scroll', () => (boxes = null), { passive: true });
  const point = (event) => {
    const colour = legend.get(event.target) || '';
    setOff(colour);
    boxes ||= marks.map((mark) => mark.getBoundingClientRect());
    let best = null;
    let least = near;
    boxes.forEach((box, i) => {
      const d = distance(box, event.clientX, event.clientY);
      if (d < least) [best, least] = [marks[i], d];
    });
    show(colour ? null : best);
  };
  drawn.addEventListener('pointermove', point);
  drawn.addEventListener('pointerdown', point);
  drawn.addEventListener('pointerleave', (event) => {
    if (event.pointerType !== 'mouse') return;
    setOff('');
    show(null);
  });
  drawn.addEventListener('blur', () => {
    setOff('');
    show(null);
  });

  const beside = (mark, step) => {
    const at = series.findIndex((one) => one.includes(mark));
    const next = series[at + step];
    return next ? next.find((other) => periodOf(other) >= periodOf(mark)) || next.at(-1) : mark;
  };
  const moves = {
    ArrowRight: () => walk[Math.min(walk.indexOf(shown) + 1, walk.length - 1)],
    ArrowLeft: () => walk[Math.max(walk.indexOf(shown) - 1, 0)],
    ArrowDown: () => (shown ? beside(shown, 1) : walk[0]),
    ArrowUp: () => (shown ? beside(shown, -1) : walk[0]),
    Home: () => walk[0],
    End: () => walk.at(-1),
    Escape: () => null,
  };
  drawn.addEventListener('keydown', (event) => {
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const mark = move();
    show(mark);
    setOff(mark && series.length > 1 && colours.size > 1 ? colourOf(mark) : '');
  });
}

for (const drawn of document.querySelectorAll('.drawn')) enliven(drawn);
