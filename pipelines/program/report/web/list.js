// The tracks that are found, a hundred at a time.

const AT_ONCE = 100;
const MOST_TAGS = 5;

class TrackList {
  constructor(library, on) {
    this.library = library;
    this.rows = document.getElementById('rows');
    this.more = document.getElementById('more');
    this.nothing = document.getElementById('nothing');
    this.headers = [...document.querySelectorAll('.list th button')];
    this.on = on;
    this.found = [];
    this.chosen = null;
    document.querySelector('.list table').classList.toggle('no-artist',
      library.tracks.every((track) => track.artist === ''));
    this.more.addEventListener('click', () => this.append());
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.append(),
      { rootMargin: '600px' }).observe(this.more);
    for (const button of this.headers)
      button.addEventListener('click', () => on.order(button.dataset.order));
  }

  show(found, order) {
    this.found = found;
    this.rows.replaceChildren();
    this.append();
    this.nothing.hidden = found.length > 0;
    for (const button of this.headers)
      button.parentElement.setAttribute('aria-sort', order === button.dataset.order
        ? 'ascending' : order === `-${button.dataset.order}` ? 'descending' : 'none');
  }

  append() {
    const begin = this.rows.childElementCount;
    const next = this.found.slice(begin, begin + AT_ONCE);
    this.rows.append(...next.map((track) => this.makeRow(track)));
    const left = this.found.length - begin - next.length;
    this.more.hidden = left === 0;
    this.more.textContent = `${left.toLocaleString('en')} more`;
  }

  makeRow(track) {
    const { title, artist, album, seconds } = this.library.tracks[track];
    const button = make('button', { type: 'button' }, title);
    button.addEventListener('click', () => this.on.choose(track));
    return make('tr', { 'data-track': track, class: track === this.chosen ? 'chosen' : null },
      make('td', {}, button),
      make('td', { title: album || null }, artist),
      make('td', { class: 'length' }, clock(seconds)),
      make('td', { class: 'sounds' }, ...this.listSounds(track)));
  }

  listSounds(track) {
    return this.library.listTags(track).slice(0, MOST_TAGS).map((tag) => {
      const p = this.library.probability(track, tag.column);
      return make('span', {}, tag.name, ' ', make('small', {}, p.toFixed(2)));
    });
  }

  choose(track) {
    this.chosen = track;
    for (const row of this.rows.children)
      row.classList.toggle('chosen', Number(row.dataset.track) === track);
  }
}
