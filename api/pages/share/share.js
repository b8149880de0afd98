// Makes the share panel live: a change of the form asks the server for its codes again, each code can be copied, and
// the preview is the frame itself at the width chosen. Without it the form is an ordinary one.
const panel = document.querySelector('details.share');
const form = panel?.querySelector('form');
let width = matchMedia('(max-width: 720px)').matches ? 320 : 540;
let asked = 0;
let due;

// dress shows what only works with this script, in codes that just came.
const dress = () => {
  for (const hidden of document.querySelectorAll('.code button, .widths')) hidden.hidden = false;
  for (const choice of panel.querySelectorAll('.widths input')) choice.checked = choice.value === String(width);
  preview();
};

const preview = () => {
  const place = panel.querySelector('.preview');
  if (!place || !panel.open) return;
  let frame = place.querySelector('iframe');
  if (!frame) {
    frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts allow-popups');
    frame.title = place.dataset.title;
    frame.height = place.dataset.height;
    frame.src = place.dataset.frame;
    place.append(frame);
  }
  frame.width = width;
};

// renew puts the codes of the form's answers in the place of those that stand there.
const renew = async () => {
  clearTimeout(due);
  if (!form.checkValidity()) return;
  const turn = ++asked;
  const fields = [...new FormData(form)].filter(([, value]) => value !== '');
  try {
    const answer = await fetch(`${form.getAttribute('action').split('#')[0]}?${new URLSearchParams(fields)}`);
    if (!answer.ok) throw new Error(`the page answers ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (turn !== asked) return;
    panel.querySelector('.taking').replaceWith(page.querySelector('.taking'));
    dress();
  } catch {
    if (turn === asked) form.submit(); // the page itself says what is wrong
  }
};

const copy = async (code) => {
  const field = code.querySelector('textarea,blockquote');
  const said = code.querySelector('[role=status]');
  try {
    await navigator.clipboard.writeText(field.value ?? field.textContent);
  } catch {
    if (field.select) field.select(); // where the page came without TLS there is no clipboard but this
    else getSelection().selectAllChildren(field);
    document.execCommand('copy');
  }
  for (const other of document.querySelectorAll('.code [role=status]')) other.textContent = '';
  said.textContent = said.dataset.said;
};

if (panel) {
  panel.addEventListener('toggle', preview);
  document.addEventListener('click', (event) => {
    if (event.target.closest('.code button')) copy(event.target.closest('.code'));
  });
  panel.addEventListener('change', (event) => {
    if (event.target.name !== 'preview') return;
    width = Number(event.target.value);
    preview();
  });
  form.addEventListener('input', () => {
    clearTimeout(due);
    due = setTimeout(renew, 300);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    renew();
  });
  addEventListener('message', (event) => {
    const frame = panel.querySelector('iframe');
    const told = event.source === frame?.contentWindow && event.data?.['datawrapper-height'];
    if (told) frame.height = Object.values(told)[0];
  });
  for (const link of document.querySelectorAll('.actions a[href$="#share"]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      panel.open = true;
      panel.scrollIntoView();
      panel.tabIndex = -1;
      panel.focus(); // not its summary: the key that followed the link would close it again
    });
  }
  dress();
}
