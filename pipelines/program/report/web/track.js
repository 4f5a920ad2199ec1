// All of one track.

const N_BARS = 7;

class TrackView {
  constructor(library, element, onChoose) {
    this.library = library;
    this.element = element;
    this.onChoose = onChoose;
  }

  show(track) {
    const { title, artist, album } = this.library.tracks[track];
    this.element.replaceChildren(
      make('h2', {}, title),
      make('p', { class: 'by' }, [artist, album].filter(Boolean).join(' · ')),
      ...this.makePlayer(track),
      this.makeBars(track),
      ...this.makeAlike(track));
  }

  makePlayer(track) {
    const { file } = this.library.tracks[track];
    const link = this.library.getLink(track);
    const name = make('p', { class: 'file' }, link === null ? file
      : make('a', { href: link, title: this.library.getFolder(track) }, file));
    if (link === null)
      return [name];
    const player = make('audio', { controls: '', preload: 'none', src: link });
    player.addEventListener('error', () => player.replaceWith(
      make('p', { class: 'hint' }, 'It is not there, or this browser cannot play it.')));
    return [player, name];
  }

  makeBars(track) {
    const tags = this.library.listTags(track, N_BARS).slice(0, N_BARS);
    return make('dl', {}, ...tags.map((tag) => {
      const p = this.library.probability(track, tag.column);
      const bar = make('b');
      bar.style.width = `${100 * p}%`;
      return make('div', { class: this.library.holds(track, tag) ? 'there' : null },
        make('dt', {}, tag.name), make('dd', { class: 'bar' }, bar),
        make('dd', { class: 'number' }, p.toFixed(2)));
    }));
  }

  makeAlike(track) {
    const alike = this.library.listAlike(track);
    if (alike.length === 0)
      return [];
    return [make('h3', {}, 'Sounds like'), make('ol', {}, ...alike.map((other) => {
      const { title, artist } = this.library.tracks[other];
      const button = make('button', { type: 'button', title: artist || null }, title);
      button.addEventListener('click', () => this.onChoose(other));
      return make('li', {}, button);
    }))];
  }
}
