// The minuting page without reloading: drafts save themselves, decisions and actions are captured beside the text.
// Everything works without this script too, by the same form. What could not be saved stays in the text box and is
// kept in this browser tab until it is saved.
const form = document.querySelector('.portal-minuting');
const text = form?.elements.namedItem('text');
const PAUSE = 2500;

function pageOf(html) {
  return new DOMParser().parseFromString(html, 'text/html');
}

function fieldsOf(panel) {
  return [...panel.querySelectorAll('textarea, input:not([type="hidden"]), select')];
}

class Desk {
  constructor(form, text) {
    this.form = form;
    this.text = text;
    this.status = form.querySelector('[data-status]');
    this.key = `minuting:${location.pathname}:${form.elements.namedItem('item').value}`;
    this.saved = text?.value ?? '';
    this.stopped = Boolean(form.querySelector('[data-conflict]').childElementCount);
    this.queue = Promise.resolve();
  }

  get changed() {
    return this.text !== undefined && this.text !== null && this.text.value !== this.saved;
  }

  say(...words) {
    this.status.replaceChildren(...words);
  }

  get panels() {
    return [...this.form.querySelectorAll('[data-panel]')];
  }

  // The panels in which something stands that is not recorded yet.
  get holding() {
    return this.panels.filter((panel) => fieldsOf(panel).some((field) => {
      if (field.dataset.was !== undefined) return field.value !== field.dataset.was;
      if (field.type === 'checkbox') return field.checked;
      return field.tagName === 'SELECT' ? field.selectedIndex > 0 : field.value.trim() !== '';
    }));
  }

  keep() {
    try {
      if (this.changed) sessionStorage.setItem(this.key, this.text.value);
      else sessionStorage.removeItem(this.key);
    } catch { /* a browser that keeps nothing still has the text in the box */ }
  }

  kept() {
    try {
      return sessionStorage.getItem(this.key);
    } catch {
      return null;
    }
  }

  // One request after another, so that a revision is never sent twice.
  send(what) {
    this.queue = this.queue.then(() => this.post(what));
    return this.queue;
  }

  async post(what, again = false) {
    const sent = this.text?.value;
    const data = new FormData(this.form);
    data.set('do', what);
    let answer;
    let said;
    try {
      answer = await fetch(this.form.action, {
        method: 'POST', body: data, headers: { Accept: 'application/json' }, credentials: 'same-origin',
      });
      if (answer.status === 403 || answer.status === 404 || answer.redirected) {
        this.keep();
        if (!again && await this.knowsUser()) return await this.post(what, true);
        this.sayShut(again);
        return null;
      }
      said = await answer.json();
    } catch {
      this.keep();
      this.say('Not saved. Your text stays here and is kept in this browser; it is tried again as you write.');
      return null;
    }
    if (answer.status === 409 && said.html) {
      this.keep();
      this.show(said);
      return null;
    }
    if (!answer.ok) {
      this.keep();
      if (said.here) this.showHere(said.here);
      this.say(`Not saved. ${said.sentence}`);
      return null;
    }
    this.form.elements.namedItem('revision').value = said.revision;
    this.stopped = false;
    this.form.querySelector('[data-conflict]').replaceChildren();
    if (sent !== undefined) this.saved = sent;
    this.keep();
    this.say(`${said.sentence ? `${said.sentence} ` : ''}Saved at ${said.at}.`);
    return said;
  }

  // Whether the page still opens for this browser. Whoever signed in again sends another token from then on.
  async knowsUser() {
    const answer = await fetch(location.pathname, { credentials: 'same-origin' });
    if (!answer.ok || answer.redirected) return false;
    const token = pageOf(await answer.text()).querySelector('.portal-minuting [name="csrfmiddlewaretoken"]');
    if (token) this.form.elements.namedItem('csrfmiddlewaretoken').value = token.value;
    return token !== null;
  }

  sayShut(isSignedIn) {
    if (isSignedIn) {
      this.say('Not saved: this item cannot be written any more. Copy your text, then open the page again.');
      return;
    }
    const link = document.createElement('a');
    Object.assign(link, {
      className: 'govuk-link', href: this.form.dataset.signIn, target: '_blank', textContent: 'Sign in (opens in a new window)',
    });
    this.say('Not saved. You are signed out. Your text stays here. ', link, ', then come back and save.');
  }

  showHere(html) {
    this.form.querySelector('.portal-here').replaceChildren(...pageOf(html).body.childNodes);
  }

  // Somebody else saved: both texts stand side by side, and nothing saves itself until the writer has chosen.
  show(said) {
    this.stopped = true;
    this.form.elements.namedItem('revision').value = said.revision;
    this.form.querySelector('[data-conflict]').replaceChildren(...pageOf(said.html).body.childNodes);
    this.say(`Not saved. ${said.sentence}`);
    this.form.querySelector('#conflict-title').scrollIntoView({ block: 'start' });
  }

  open(name) {
    const panel = this.form.querySelector(`[data-panel="${name}"]`);
    panel.open = true;
    fieldsOf(panel)[0]?.focus();
  }

  async capture(name) {
    const said = await this.send(name);
    if (said === null) return;
    const list = this.form.querySelector(`[data-list="${name}"]`);
    if (said.html) {
      list.append(...pageOf(said.html).body.childNodes);
    } else if (said.words) {
      const line = document.createElement('li');
      line.textContent = said.words;
      list.append(line);
    }
    if (said.here) this.showHere(said.here);
    this.clear(name);
  }

  clear(name) {
    const panel = this.form.querySelector(`[data-panel="${name}"]`);
    for (const field of fieldsOf(panel)) {
      if (field.dataset.was !== undefined) field.value = field.dataset.was;
      else if (field.tagName === 'SELECT') field.selectedIndex = 0;
      else if (field.type === 'checkbox') field.checked = false;
      else field.value = '';
    }
    panel.open = false;
    this.text?.focus();
  }

  async withdraw(what, button) {
    if ((await this.send(what)) === null) return;
    button.closest('li').remove();
    this.text?.focus();
  }

  async go(what) {
    const button = this.form.querySelector(`button[value="${what}"]`);
    if (!button) {
      await this.send('save');
      return;
    }
    const said = await this.send('save');
    if (said === null) return;
    const held = this.holding;
    if (held.length) {
      const names = held.map((panel) => panel.dataset.holds).join(' and ');
      this.say(`Saved at ${said.at}. Record or clear ${names} first: that is not recorded yet.`);
      this.open(held[0].dataset.panel);
      return;
    }
    const links = [...document.querySelectorAll('.portal-items a')];
    const here = links.findIndex((link) => link.getAttribute('aria-current') === 'page');
    location.assign(links[here + (what === 'next' ? 1 : -1)].href);
  }
}

if (form) {
  const desk = new Desk(form, text);
  let timer;

  text?.addEventListener('input', () => {
    clearTimeout(timer);
    desk.keep();
    if (desk.stopped) return;
    desk.say('Not saved yet.');
    timer = setTimeout(() => { if (desk.changed && !desk.stopped) desk.send('save'); }, PAUSE);
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const what = event.submitter?.value ?? 'save';
    if (what === 'next' || what === 'previous') desk.go(what);
    else if (what === 'save') desk.send('save');
    else if (what.startsWith('clear-')) desk.clear(what.replace('clear-', ''));
    else if (what.startsWith('withdraw-')) desk.withdraw(what, event.submitter);
    else desk.capture(what);
  });

  document.addEventListener('keydown', (event) => {
    const panel = event.target.closest?.('[data-panel]');
    if (event.key === 'Escape' && panel) {
      panel.open = false;
      text?.focus();
      return;
    }
    const control = event.ctrlKey || event.metaKey;
    const deeds = {
      d: () => desk.open('decision'),
      a: () => desk.open('action'),
      i: () => desk.open('declaration'),
      w: () => desk.open('attendance'),
      arrowdown: () => desk.go('next'),
      arrowup: () => desk.go('previous'),
    };
    const key = event.key.toLowerCase();
    let deed;
    if (control && key === 'enter') deed = () => (panel ? desk.capture(panel.dataset.panel) : desk.go('next'));
    else if (control && key === 's') deed = () => desk.send('save');
    else if (event.altKey && !control) deed = deeds[key];
    if (!deed) return;
    event.preventDefault();
    clearTimeout(timer);
    deed();
  });

  const kept = desk.kept();
  if (kept !== null && text && kept !== text.value && !desk.stopped) {
    const note = form.querySelector('[data-kept]');
    note.hidden = false;
    note.querySelector('[data-put-back]').addEventListener('click', () => {
      text.value = kept;
      note.hidden = true;
      desk.say('Not saved yet.');
      text.focus();
    });
    note.querySelector('[data-let-go]').addEventListener('click', () => {
      sessionStorage.removeItem(desk.key);
      note.hidden = true;
      text.focus();
    });
  }

  window.addEventListener('beforeunload', (event) => {
    if (!desk.changed && !desk.holding.length) return;
    desk.keep();
    event.preventDefault();
  });
  if (text && !desk.stopped) text.setSelectionRange(text.value.length, text.value.length);
}
