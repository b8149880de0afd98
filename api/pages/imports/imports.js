// Makes the pages of imports live: a bar while a workbook is sent and while it is read, the list of changes asked for
// without leaving the page, and a link that copies itself. Without it every form is an ordinary one.
const main = document.getElementById('main');

// arrive shows a page that came as an answer, where that is not an address of its own.
const arrive = (text) => {
  const page = new DOMParser().parseFromString(text, 'text/html');
  main.replaceChildren(...page.getElementById('main').childNodes);
  enliven();
  main.querySelector('[role=alert]')?.scrollIntoView({ block: 'center' });
};

function send(form) {
  const going = form.querySelector('.going');
  const bar = going.querySelector('progress');
  const said = going.querySelector('[role=status]');
  const button = form.querySelector('button');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    const stop = () => {
      said.textContent = said.dataset.broken;
      button.disabled = false;
    };
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'text/html');
    request.upload.addEventListener('progress', (step) => {
      if (step.lengthComputable) bar.value = step.loaded / step.total;
    });
    request.addEventListener('error', stop);
    request.addEventListener('load', () => {
      if (request.status === 200 && request.responseURL) location.assign(request.responseURL);
      else if (request.responseText.includes('id="main"')) arrive(request.responseText);
      else stop();
    });
    going.hidden = false;
    said.textContent = said.dataset.said;
    button.disabled = true;
    request.send(new FormData(form));
  });
}

function follow(working) {
  const said = working.querySelector('.is');
  const rows = working.querySelector('.rows');
  const events = new EventSource(working.dataset.events);
  events.addEventListener('progress', (event) => {
    const { state, rows: n } = JSON.parse(event.data);
    said.textContent = working.dataset[state] || said.textContent;
    rows.textContent = n.toLocaleString(document.documentElement.lang);
  });
  const done = () => {
    events.close();
    location.reload();
  };
  events.addEventListener('done', done);
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(done, 2000);
  });
}

// choose asks for another part of the changes, and puts it in the place of the one that stands there.
async function choose(address) {
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const part = page.getElementById('changes');
  if (!answer.ok || !part) {
    location.assign(address);
    return;
  }
  const asked = document.activeElement?.name;
  document.getElementById('changes').replaceWith(part);
  history.replaceState(null, '', address);
  filter(part);
  part.querySelector(`[name="${asked || 'kind'}"]`)?.focus({ preventScroll: true });
}

function filter(section) {
  const form = section.querySelector('form');
  const here = () => `${location.pathname}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''))}`;
  form.addEventListener('change', () => choose(here()));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    choose(here());
  });
}

function copy(signed) {
  const field = signed.querySelector('input');
  const button = signed.querySelector('button');
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select(); // where the page came without TLS there is no clipboard but this
      document.execCommand('copy');
    }
    button.textContent = button.dataset.said;
  });
}

// later has an hour that is told mean that hour.
function later(deciding) {
  deciding.querySelector('.hour').addEventListener('input', () => {
    deciding.querySelector('[name=when][value=at]').checked = true;
  });
}

function enliven() {
  const each = (selector, live) => main.querySelectorAll(selector).forEach(live);
  each('form.sending', send);
  each('.working', follow);
  each('#changes', filter);
  each('.signed', copy);
  each('form.deciding', later);
}

enliven();
