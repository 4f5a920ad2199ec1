// What is asked of the library, in the language of “glissando query”: the same
// grammar, the same thresholds, the same messages.

const MOST_TERMS = 256;
const MOST_DEPTH = 256;

class Parser {
  constructor(text, library) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
    this.nTerms = 0;
    this.library = library;
  }

  fail(at, why) {
    const character = [...this.text.slice(0, at)].length + 1;
    throw new SyntaxError(`at character ${character}: ${why}`);
  }

  skipSpaces() {
    while (/^[ \t\n\v\f\r]/.test(this.text.slice(this.at, this.at + 1)))
      this.at++;
  }

  accept(sign) {
    this.skipSpaces();
    if (!this.text.startsWith(sign, this.at))
      return false;
    this.at += sign.length;
    return true;
  }

  parseQuoted() {
    const begin = this.at + 1;
    const end = this.text.indexOf(this.text[this.at], begin);
    if (end < 0)
      this.fail(this.at, 'this quotation mark has no second one');
    if (end === begin)
      this.fail(this.at, 'there is no name between these quotation marks');
    this.at = end + 1;
    return this.text.slice(begin, end);
  }

  parseWord() {
    const [word] = /^[^ \t\n\v\f\r&|!()<>="]*/.exec(this.text.slice(this.at));
    if (this.at === this.text.length)
      this.fail(this.at, 'it ends where a tag, “!” or “(” must follow');
    if (word === '')
      this.fail(this.at, 'a tag, “!” or “(” is missing here');
    this.at += word.length;
    return word;
  }

  parseValue() {
    this.skipSpaces();
    const [digits] = /^[0-9.]*/.exec(this.text.slice(this.at));
    const value = Number(digits);
    if (!/[0-9]/.test(digits) || !(value <= 1))
      this.fail(this.at, 'a number from 0 to 1 must stand here');
    this.at += digits.length;
    return value;
  }

  parseTerm() {
    const from = this.at;
    if (this.nTerms++ === MOST_TERMS)
      this.fail(from, 'there are too many tags before this one');
    const quoted = this.text[from] === '"' || this.text[from] === '\'';
    const name = quoted ? this.parseQuoted() : this.parseWord();
    const tag = this.library.findTag(name);
    if (!tag)
      this.fail(from, `“${name}” is none of its tags`);
    const p = (track) => this.library.probability(track, tag.column);
    for (const sign of ['>=', '>', '<=', '<'])
      if (this.accept(sign))
        return compare(p, sign, this.parseValue());
    return {
      tag,
      holds: (track) => this.library.holds(track, tag),
      strength: p,
    };
  }

  parseGroup(open) {
    const node = this.parseEither();
    if (this.accept(')'))
      return node;
    if (this.at === this.text.length)
      this.fail(open, 'this parenthesis is not closed');
    return this.fail(this.at, '“&”, “|” or “)” must stand here; a name with '
      + 'spaces stands in quotation marks');
  }

  parseOne() {
    this.skipSpaces();
    const from = this.at;
    if (++this.depth > MOST_DEPTH)
      this.fail(from, 'too much stands within each other here');
    const node = this.accept('!') ? not(this.parseOne())
      : this.accept('(') ? this.parseGroup(from)
        : this.parseTerm();
    this.depth--;
    return { ...node, source: this.text.slice(from, this.at) };
  }

  parseList(parsePart, sign, join) {
    const parts = [parsePart()];
    while (this.accept(sign))
      parts.push(parsePart());
    return parts.length === 1 ? parts[0] : join(parts);
  }

  parseBoth() {
    return this.parseList(() => this.parseOne(), '&', both);
  }

  parseEither() {
    return this.parseList(() => this.parseBoth(), '|', either);
  }

  parse() {
    const top = this.parseEither();
    this.skipSpaces();
    if (this.at === this.text.length)
      return top;
    if (this.text[this.at] === ')')
      this.fail(this.at, 'this parenthesis was not opened');
    return this.fail(this.at, '“&” or “|” must stand here; a name with spaces '
      + 'stands in quotation marks');
  }
}

// How well each holds is as in Zadeh, Fuzzy Sets, Information and Control 8, 1965.

function compare(p, sign, value) {
  const isAbove = sign[0] === '>';
  const holds = {
    '>': (track) => p(track) > value,
    '>=': (track) => p(track) >= value,
    '<': (track) => p(track) < value,
    '<=': (track) => p(track) <= value,
  }[sign];
  return { holds, strength: isAbove ? p : (track) => 1 - p(track) };
}

function not(part) {
  return {
    part,
    holds: (track) => !part.holds(track),
    strength: (track) => 1 - part.strength(track),
  };
}

function both(parts) {
  return {
    parts,
    holds: (track) => parts.every((part) => part.holds(track)),
    strength: (track) => Math.min(...parts.map((part) => part.strength(track))),
  };
}

function either(parts) {
  return {
    holds: (track) => parts.some((part) => part.holds(track)),
    strength: (track) => Math.max(...parts.map((part) => part.strength(track))),
  };
}

// Returns null for no text; throws a SyntaxError that says what is wrong.
function parseExpression(text, library) {
  return text.trim() === '' ? null : new Parser(text, library).parse();
}

// --- tags that are clicked ---

const quote = (name) =>
  /^[^ \t\n\v\f\r&|!()<>="'][^ \t\n\v\f\r&|!()<>="]*$/.test(name) ? name
    : name.includes('"') ? `'${name}'` : `"${name}"`;

// What must hold all at once, each with its text.
function listParts(top, text) {
  if (top === null)
    return [];
  if (top.parts)
    return top.parts;
  return [top.source ? top : { ...top, source: `(${text})` }];
}

// Whether an expression demands a tag (1), or that it is not there (-1).
function demands(top, text, column) {
  for (const part of listParts(top, text)) {
    if (part.tag?.column === column)
      return 1;
    if (part.part?.tag?.column === column)
      return -1;
  }
  return 0;
}

// The text in which a tag is demanded; or no longer, but that it is not there;
// or none of both.
function turnTag(top, text, tag) {
  const before = demands(top, text, tag.column);
  const others = listParts(top, text).filter((part) =>
    (part.tag ?? part.part?.tag)?.column !== tag.column);
  const sources = others.map((part) => part.source);
  if (before === 0)
    sources.push(quote(tag.name));
  else if (before === 1)
    sources.push(`!${quote(tag.name)}`);
  return sources.join(' & ');
}
