// What is wanted stands in the address, behind the #, so that it can be kept and
// passed on; the parts of the page show it.

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const byId = (id) => document.getElementById(id);

class Page {
  constructor(library) {
    this.library = library;
    const on = {
      choose: (track) => this.choose(track),
      order: (order) => this.turnOrder(order),
      frame: (frame) => this.change({ frame }),
    };
    this.tags = new TagList(library, byId('tags'),
      (tag) => this.change({ sound: turnTag(this.expression, this.understood, tag) }),
      (tag) => this.map?.shade(tag));
    this.list = new TrackList(library, on);
    this.view = new TrackView(library, byId('track'), on.choose);
    const hasMap = library.tracks.some((_, track) => library.hasPlace(track));
    document.body.classList.toggle('no-map', !hasMap);
    this.map = hasMap ? new TrackMap(library, byId('map'), on) : null;
    this.expression = null;
    this.understood = '';
    this.listen();
    this.read();
    if (library.tracks.length > 0)
      this.choose(this.found[0] ?? 0);
  }

  listen() {
    document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
    byId('sound').addEventListener('input', (event) => this.change({ sound: event.target.value }));
    byId('name').addEventListener('input', (event) => this.change({ name: event.target.value }));
    byId('clear').addEventListener('click', () =>
      this.change({ sound: '', name: '', frame: null }));
    window.addEventListener('hashchange', () => this.read());
  }

  // --- the address ---

  read() {
    const given = new URLSearchParams(location.hash.slice(1));
    const frame = (given.get('frame') ?? '').split(',').map(Number);
    this.wanted = {
      sound: given.get('q') ?? '',
      name: given.get('name') ?? '',
      order: given.get('order') ?? '',
      frame: frame.length === 4 && frame.every(Number.isFinite) ? frame : null,
    };
    this.show();
  }

  change(what) {
    Object.assign(this.wanted, what);
    const { sound, name, order, frame } = this.wanted;
    const address = new URLSearchParams();
    const parts = { q: sound, name, order,
      frame: frame?.map((x) => x.toFixed(3)).join(',') };
    for (const [key, value] of Object.entries(parts))
      if (value)
        address.set(key, value);
    history.replaceState(null, '', `#${address}`);
    this.show();
  }

  turnOrder(order) {
    const before = this.wanted.order;
    this.change({ order: before === order ? `-${order}` : before === `-${order}` ? '' : order });
  }

  // --- what is found ---

  // A wrong expression leaves what the last right one has found.
  understand() {
    try {
      this.expression = parseExpression(this.wanted.sound, this.library);
      this.understood = this.wanted.sound;
      byId('wrong').textContent = '';
    } catch (error) {
      if (!(error instanceof SyntaxError))
        throw error;
      byId('wrong').textContent = error.message[0].toUpperCase() + error.message.slice(1);
    }
    byId('sound').setAttribute('aria-invalid', byId('wrong').textContent !== '');
  }

  find() {
    const { name, frame } = this.wanted;
    const words = fold(name).split(/\s+/).filter(Boolean);
    const isInside = (track) => {
      const [x, y] = this.library.getPlace(track);
      return this.library.hasPlace(track) && x >= frame[0] && y >= frame[1]
        && x <= frame[2] && y <= frame[3];
    };
    return [...this.library.tracks.keys()].filter((track) =>
      (!this.expression || this.expression.holds(track))
      && (!frame || isInside(track))
      && (words.length === 0 || this.library.hasWords(track, words)));
  }

  sort(found) {
    const { tracks } = this.library;
    const order = this.wanted.order.replace('-', '');
    const keys = {
      title: (a, b) => collator.compare(tracks[a].title, tracks[b].title),
      artist: (a, b) => collator.compare(tracks[a].artist, tracks[b].artist)
        || collator.compare(tracks[a].title, tracks[b].title),
      length: (a, b) => tracks[a].seconds - tracks[b].seconds,
    };
    if (keys[order]) {
      const sign = this.wanted.order[0] === '-' ? -1 : 1;
      return found.sort((a, b) => sign * keys[order](a, b));
    }
    if (!this.expression)
      return found;
    const strength = new Map(
      found.map((track) => [track, this.expression.strength(track)]));
    return found.sort((a, b) => strength.get(b) - strength.get(a));
  }

  show() {
    const { wanted, library } = this;
    for (const id of ['sound', 'name'])
      if (byId(id).value !== wanted[id])
        byId(id).value = wanted[id];
    this.understand();
    this.found = this.sort(this.find());
    const isFiltered = this.expression !== null || wanted.name.trim() !== ''
      || wanted.frame !== null;
    const all = countTracks(library.tracks.length);
    byId('found').textContent = isFiltered
      ? `${this.found.length.toLocaleString('en')} of ${all}` : all;
    byId('clear').hidden = !isFiltered && wanted.sound === '';
    this.tags.show(this.found, (column) =>
      demands(this.expression, this.understood, column));
    this.list.show(this.found, wanted.order);
    this.map?.show(this.found, isFiltered, wanted.frame);
  }

  choose(track) {
    this.view.show(track);
    this.list.choose(track);
    this.map?.choose(track);
  }
}

document.querySelector('main').hidden = false;
new Page(new Library(JSON.parse(byId('data').textContent)));
