// The tags, with a bar each: in how many tracks they are, and in how many of those
// that are found.

class TagList {
  constructor(library, element, onTurn, onPoint) {
    this.library = library;
    this.totals = this.count(library.tracks.keys());
    const present = library.columns.filter((tag) => this.totals[tag.column] > 0);
    const ranked = present.sort((a, b) =>
      this.totals[b.column] - this.totals[a.column]);
    this.largest = Math.max(1, ...this.totals);
    this.items = ranked.map((tag) => this.makeItem(tag, onTurn, onPoint));
    element.append(...this.items.map((item) => make('li', {}, item.button)));
    const absent = library.columns.filter((tag) => this.totals[tag.column] === 0);
    if (absent.length > 0)
      element.after(make('p', { class: 'hint' },
        `In no track: ${absent.map((tag) => tag.name).join(', ')}.`));
  }

  makeItem(tag, onTurn, onPoint) {
    const also = this.library.tags.filter((other) =>
      other.column === tag.column && other !== tag).map((other) => other.name);
    const bar = make('span', { class: 'bar' }, make('i'), make('b'));
    const number = make('span', { class: 'number' });
    const button = make('button',
      { type: 'button', title: also.length > 0 ? `also: ${also.join(', ')}` : null },
      make('span', { class: 'name' }, tag.name), bar, number);
    bar.firstChild.style.width = `${100 * this.totals[tag.column] / this.largest}%`;
    button.addEventListener('click', () => onTurn(tag));
    for (const [event, pointed] of [['mouseenter', tag], ['mouseleave', null],
      ['focus', tag], ['blur', null]])
      button.addEventListener(event, () => onPoint(pointed));
    return { tag, button, number, found: bar.lastChild };
  }

  count(tracks) {
    const { library } = this;
    const counts = new Array(library.nColumns).fill(0);
    for (const track of tracks)
      for (const tag of library.columns)
        counts[tag.column] += library.holds(track, tag);
    return counts;
  }

  // getDemand (column): 1, -1 or 0
  show(found, getDemand) {
    const counts = this.count(found);
    for (const { tag, button, number, found: bar } of this.items) {
      const n = counts[tag.column];
      const demand = getDemand(tag.column);
      number.textContent = n.toLocaleString('en');
      bar.style.width = `${100 * n / this.largest}%`;
      button.classList.toggle('not', demand < 0);
      button.classList.toggle('none', n === 0);
      button.setAttribute('aria-pressed', demand > 0 ? 'true' : demand < 0 ? 'mixed' : 'false');
      button.setAttribute('aria-label', `${demand < 0 ? 'not ' : ''}${tag.name}, `
        + `${countTracks(n)} of ${this.totals[tag.column].toLocaleString('en')}`);
    }
  }
}
