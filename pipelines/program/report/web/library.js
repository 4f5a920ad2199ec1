// The library, as the page carries it.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
// Probabilities and places are twelve bits each; the last place is none.
const STEPS = 4095;
const NONE = 4095;

// Numbers of so many digits each, one after the other.
function readNumbers(text, nDigits) {
  const values = new Uint8Array(128);
  [...DIGITS].forEach((digit, i) => { values[digit.charCodeAt(0)] = i; });
  const numbers = new Uint32Array(text.length / nDigits);
  for (let i = 0; i < text.length; i++) {
    const at = Math.floor(i / nDigits);
    numbers[at] = numbers[at] * 64 + values[text.charCodeAt(i)];
  }
  return numbers;
}

// An address as people read it, whatever bytes it stands for.
function decodeAddress(address) {
  try {
    return decodeURIComponent(address);
  } catch {
    const bytes = [];
    for (let i = 0; i < address.length; i++) {
      const [, hex] = /^%([0-9A-Fa-f]{2})/.exec(address.slice(i, i + 3)) ?? [];
      bytes.push(hex ? parseInt(hex, 16) : address.charCodeAt(i));
      i += hex ? 2 : 0;
    }
    return new TextDecoder().decode(new Uint8Array(bytes));
  }
}

const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

class Library {
  constructor(data) {
    this.folders = data.folders;
    this.tags = data.tags.map(([name, column, threshold]) =>
      ({ name, column, threshold, step: Math.floor(threshold * STEPS) }));
    this.nColumns = Math.max(-1, ...this.tags.map((tag) => tag.column)) + 1;
    // Of tags that mean the same, the first
    this.columns = Array.from({ length: this.nColumns }, (_, column) =>
      this.tags.find((tag) => tag.column === column));
    this.tracks = data.tracks.map((fields) => this.makeTrack(fields));
    this.steps = readNumbers(data.p, 2);
    this.places = readNumbers(data.places, 2);
    this.alike = readNumbers(data.alike, 4);
    this.nAlike = data.n_alike;
  }

  makeTrack([folder, leaf, seconds, title, artist, album]) {
    const file = decodeAddress(leaf);
    // Of a part of a file, what says which part is none of its name.
    const whole = decodeAddress(leaf.replace(/#.*$/, ''));
    return {
      seconds, file, artist: artist ?? '', album: album ?? '',
      title: title || whole.replace(/(?<=.)\.[^.]{1,5}$/, '') || whole,
      folder: this.folders[folder], leaf,
      haystack: null,
    };
  }

  // Where its file is, or null if that is nowhere a link may lead.
  getLink(track) {
    const { folder, leaf } = this.tracks[track];
    return folder === '' ? null : folder + leaf;
  }

  getFolder(track) {
    const address = decodeAddress(this.tracks[track].folder);
    return address.replace(/^file:\/\//, '').replace(/\/$/, '');
  }

  findTag(name) {
    const folded = name.toLowerCase();
    return this.tags.find((tag) => tag.name === name)
      ?? this.tags.find((tag) => tag.name.toLowerCase() === folded);
  }

  probability(track, column) {
    return this.steps[track * this.nColumns + column] / STEPS;
  }

  holds(track, tag) {
    return this.steps[track * this.nColumns + tag.column] >= tag.step;
  }

  // Tags that are there, the most probable first; but all, if so many are wanted
  listTags(track, atLeast = 0) {
    const p = (tag) => this.probability(track, tag.column);
    const ranked = [...this.columns].sort((a, b) => p(b) - p(a));
    return ranked.filter((tag, i) => i < atLeast || this.holds(track, tag));
  }

  hasPlace(track) {
    return this.places[2 * track] !== NONE;
  }

  // From 0 to 1
  getPlace(track) {
    return [this.places[2 * track] / (NONE - 1),
      this.places[2 * track + 1] / (NONE - 1)];
  }

  listAlike(track) {
    const begin = track * this.nAlike;
    return [...this.alike.slice(begin, begin + this.nAlike)].filter(
      (other) => other < this.tracks.length);
  }

  hasWords(track, words) {
    const its = this.tracks[track];
    its.haystack ??= fold([its.title, its.artist, its.album,
      `${this.getFolder(track)}/${its.file}`].join('\n'));
    return words.every((word) => its.haystack.includes(word));
  }
}

function clock(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0)
    parts.shift();
  return parts.map((part, i) => i === 0 ? part : String(part).padStart(2, '0'))
    .join(':');
}

const countTracks = (n) => `${n.toLocaleString('en')} ${n === 1 ? 'track' : 'tracks'}`;

// An element with what is in it: texts and other elements.
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null)
      element.setAttribute(key, value);
  element.append(...children);
  return element;
}
