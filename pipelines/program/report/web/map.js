// The map: a dot for each track, names where a tag is more frequent than elsewhere.

const MARGIN = 18;
const GRID = 28;
const MOST_NAMES = 14;

const clamp = (x, low, high) => Math.max(low, Math.min(high, x));

class TrackMap {
  constructor(library, element, on) {
    this.library = library;
    this.on = on;
    this.element = element;
    this.canvas = element.querySelector('canvas');
    this.placed = [...library.tracks.keys()].filter((i) => library.hasPlace(i));
    this.found = new Set(this.placed);
    this.isFiltered = false;
    this.chosen = null;
    this.pointed = null;
    this.tag = null;
    this.frame = null;
    this.isDue = false;
    this.measure();
    this.listen();
  }

  measure() {
    const places = this.placed.map((track) => this.library.getPlace(track));
    const largest = (axis) => places.reduce((most, place) => Math.max(most, place[axis]), 0);
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const extent = [largest(0), largest(1)];
    const inner = [width - 2 * MARGIN, height - 2 * MARGIN];
    // Stretched a little, where that fills the room better
    const scale = extent.map((size, axis) => size > 0 ? inner[axis] / size : 0);
    const least = Math.min(...scale.filter((one) => one > 0), Infinity);
    this.scale = scale.map((one) => Number.isFinite(least) ? Math.min(one, 1.6 * least) : 0);
    this.origin = extent.map((size, axis) =>
      MARGIN + (inner[axis] - size * this.scale[axis]) / 2);
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.radius = clamp(60 / Math.sqrt(this.placed.length + 1), 1.4, 4.5);
    this.points = new Map(this.placed.map((track, i) => [track, this.project(places[i])]));
    this.writeNames();
    this.draw();
  }

  project(place) {
    return place.map((at, axis) => this.origin[axis] + at * this.scale[axis]);
  }

  unproject(point) {
    return point.map((at, axis) => this.scale[axis] > 0
      ? (at - this.origin[axis]) / this.scale[axis] : 0);
  }

  // --- names of regions ---

  // Where a tag stands out most: of its part of the tracks in a cell, the term of
  // the Kullback-Leibler divergence from its part of all.
  findRegion(tag, all, cellOf) {
    const its = new Float64Array(GRID * GRID);
    let n = 0;
    for (const track of this.placed)
      if (this.library.holds(track, tag)) {
        its[cellOf(track)]++;
        n++;
      }
    const near = blur(its);
    const part = n / this.placed.length;
    let best = { score: 0 };
    near.forEach((mass, cell) => {
      const score = mass * Math.log(mass / all[cell] / part);
      if (mass >= 1 && score > best.score)
        best = { score, cell, tag };
    });
    return best;
  }

  listRegions() {
    const cells = new Map(this.placed.map((track) => {
      const [x, y] = this.library.getPlace(track);
      return [track, Math.floor(y * (GRID - 1)) * GRID + Math.floor(x * (GRID - 1))];
    }));
    const cellOf = (track) => cells.get(track);
    const all = new Float64Array(GRID * GRID);
    for (const cell of cells.values())
      all[cell]++;
    const near = blur(all);
    return this.library.columns.map((tag) => this.findRegion(tag, near, cellOf))
      .filter((region) => region.score > 0).sort((a, b) => b.score - a.score);
  }

  // Each where it hides the fewest dots, and no other name.
  writeNames() {
    this.regions ??= this.listRegions();
    const places = this.element.querySelector('#places');
    const taken = [];
    places.replaceChildren();
    for (const { cell, tag } of this.regions) {
      if (taken.length === MOST_NAMES)
        break;
      const at = this.project([(cell % GRID + 0.5) / (GRID - 1),
        (Math.floor(cell / GRID) + 0.5) / (GRID - 1)]);
      const name = make('span', {}, tag.name);
      places.append(name);
      const box = this.findRoom(name, at, taken);
      if (box) {
        taken.push(box);
        name.style.left = `${box[0]}px`;
        name.style.top = `${box[1]}px`;
      } else
        name.remove();
    }
  }

  // Left, top, right and bottom of where it may stand, or null
  findRoom(name, [x, y], taken) {
    const { offsetWidth: width, offsetHeight: height } = name;
    const near = [...this.points.values()].filter((point) =>
      Math.abs(point[0] - x) < 2 * width && Math.abs(point[1] - y) < 4 * height);
    let best = null;
    let fewest = Infinity;
    for (const dy of [0, -14, 14, -24, 24])
      for (const dx of [0, -width / 2, width / 2]) {
        const left = clamp(x + dx - width / 2, 6, this.canvas.clientWidth - width - 6);
        const top = clamp(y + dy - height / 2, 4, this.canvas.clientHeight - height - 4);
        const box = [left, top, left + width, top + height];
        const hidden = countPoints(near, box);
        if (hidden < fewest && !taken.some((other) => overlap(box, other))) {
          fewest = hidden;
          best = box;
        }
      }
    return best;
  }

  // --- dots ---

  // Once, however much has changed until then
  draw() {
    if (this.isDue)
      return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.paint();
    });
  }

  paint() {
    const context = this.canvas.getContext('2d');
    const color = getComputedStyle(this.canvas);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const [name, alpha, tracks] of this.listLayers()) {
      context.fillStyle = color.getPropertyValue(name);
      context.globalAlpha = alpha;
      context.beginPath();
      for (const track of tracks)
        this.trace(context, track, this.radius);
      context.fill();
    }
    context.globalAlpha = 1;
    this.ring(context, this.pointed, color.getPropertyValue('--ink'));
    this.ring(context, this.chosen, color.getPropertyValue('--accent'));
  }

  trace(context, track, radius) {
    const [x, y] = this.points.get(track);
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }

  ring(context, track, style) {
    if (track === null || !this.points.has(track))
      return;
    context.strokeStyle = style;
    context.lineWidth = 1.5;
    context.beginPath();
    this.trace(context, track, this.radius + 4);
    context.stroke();
  }

  // Color, how strong, and which tracks: by a tag that is pointed at, or by what
  // is found.
  listLayers() {
    if (this.tag !== null)
      return [0.12, 0.35, 0.6, 0.85].map((alpha, level) => ['--accent', alpha,
        this.placed.filter((track) => this.getLevel(track) === level)]);
    if (!this.isFiltered)
      return [['--ink', 0.5, this.placed]];
    const isFound = (track) => this.found.has(track);
    return [['--ink', 0.14, this.placed.filter((track) => !isFound(track))],
      ['--accent', 0.85, this.placed.filter(isFound)]];
  }

  getLevel(track) {
    const p = this.library.probability(track, this.tag.column);
    const { threshold } = this.tag;
    return p < threshold / 2 ? 0 : p < threshold ? 1 : p < 2 * threshold ? 2 : 3;
  }

  show(found, isFiltered, frame) {
    this.found = new Set(found);
    this.isFiltered = isFiltered;
    this.frame = frame;
    this.showFrame(frame && [this.project(frame.slice(0, 2)), this.project(frame.slice(2))]);
    this.draw();
  }

  choose(track) {
    this.chosen = track;
    this.draw();
  }

  shade(tag) {
    this.tag = tag;
    this.draw();
  }

  // --- the pointer, and keys ---

  listen() {
    const { canvas } = this;
    let size = [canvas.clientWidth, canvas.clientHeight].join();
    new ResizeObserver(() => {
      const now = [canvas.clientWidth, canvas.clientHeight].join();
      if (now !== size)
        this.measure();
      size = now;
    }).observe(canvas);
    window.matchMedia('(prefers-color-scheme: dark)')
      .addEventListener('change', () => this.draw());
    canvas.addEventListener('pointerdown', (event) => this.onDown(event));
    canvas.addEventListener('pointermove', (event) => this.onMove(event));
    canvas.addEventListener('pointerup', (event) => this.onUp(event));
    canvas.addEventListener('pointerleave', () => this.point(null));
    canvas.addEventListener('keydown', (event) => this.onKey(event));
  }

  locate(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  findNearest(at, within, weigh = (dx, dy) => Math.hypot(dx, dy)) {
    let nearest = null;
    let least = within;
    for (const [track, [x, y]] of this.points) {
      const away = weigh(x - at[0], y - at[1], track);
      if (away < least) {
        least = away;
        nearest = track;
      }
    }
    return nearest;
  }

  onDown(event) {
    if (event.button !== 0)
      return;
    this.begin = event.pointerType === 'touch' ? null : this.locate(event);
    if (this.begin)
      this.canvas.setPointerCapture(event.pointerId);
  }

  onMove(event) {
    const at = this.locate(event);
    if (this.begin && Math.hypot(at[0] - this.begin[0], at[1] - this.begin[1]) > 6) {
      this.point(null);
      this.drawn = sortCorners(this.begin, at);
      this.showFrame(this.drawn);
    } else if (!this.begin)
      this.point(this.findNearest(at, 14));
  }

  onUp(event) {
    const near = this.findNearest(this.locate(event), 14);
    if (this.drawn)
      this.on.frame(this.drawn.flatMap((corner) => this.unproject(corner)));
    else if (near !== null)
      this.on.choose(near);
    else if (this.frame)
      this.on.frame(null);
    this.begin = this.drawn = null;
  }

  // To the nearest one that lies in that direction
  onKey(event) {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1],
      ArrowDown: [0, 1] }[event.key];
    const from = this.points.get(this.chosen) ?? this.points.get(this.placed[0]);
    if (!direction || !from)
      return;
    event.preventDefault();
    const next = this.findNearest(from, Infinity, (dx, dy, track) => {
      const ahead = dx * direction[0] + dy * direction[1];
      const aside = Math.abs(dx * direction[1] + dy * direction[0]);
      return ahead <= 0 || aside > ahead || track === this.chosen
        || !this.found.has(track) ? Infinity : ahead + 2 * aside;
    });
    if (next !== null)
      this.on.choose(next);
  }

  point(track) {
    const tip = this.element.querySelector('#tip');
    tip.hidden = track === null;
    if (track === this.pointed)
      return;
    this.pointed = track;
    this.canvas.style.cursor = track === null ? '' : 'pointer';
    this.draw();
    if (track === null)
      return;
    const { title, artist } = this.library.tracks[track];
    const tags = this.library.listTags(track, 1).slice(0, 4).map((tag) => tag.name);
    tip.replaceChildren(make('strong', {}, title),
      ...(artist ? [make('span', {}, artist)] : []),
      make('span', { class: 'soft' }, tags.join(', ')));
    const [x, y] = this.points.get(track);
    tip.style.left = `${clamp(x + 14, 0, this.canvas.clientWidth - tip.offsetWidth)}px`;
    tip.style.top = `${y + 14 + tip.offsetHeight > this.canvas.clientHeight
      ? y - 12 - tip.offsetHeight : y + 14}px`;
  }

  showFrame(corners) {
    const frame = this.element.querySelector('#frame');
    frame.hidden = !corners;
    if (!corners)
      return;
    const [[left, top], [right, bottom]] = corners;
    Object.assign(frame.style, { left: `${left}px`, top: `${top}px`,
      width: `${right - left}px`, height: `${bottom - top}px` });
  }
}

// Each cell with half of what is beside it, and a quarter of what is at its corners.
function blur(grid) {
  return grid.map((_, cell) => {
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const x = cell % GRID + dx;
        const y = Math.floor(cell / GRID) + dy;
        if (x >= 0 && x < GRID && y >= 0 && y < GRID)
          sum += grid[y * GRID + x] / 2 ** (Math.abs(dx) + Math.abs(dy));
      }
    return sum;
  });
}

function countPoints(points, [left, top, right, bottom]) {
  return points.filter(([x, y]) =>
    x > left - 3 && x < right + 3 && y > top && y < bottom).length;
}

const overlap = (a, b) =>
  a[0] < b[2] + 10 && b[0] < a[2] + 10 && a[1] < b[3] + 4 && b[1] < a[3] + 4;

const sortCorners = ([ax, ay], [bx, by]) =>
  [[Math.min(ax, bx), Math.min(ay, by)], [Math.max(ax, bx), Math.max(ay, by)]];
