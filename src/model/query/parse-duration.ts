const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Parses `500ms`, `30s`, `1m30s`, `1.5h`, `7d`, `2w` to ms; `undefined` for any other text. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const part = /\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(ms|s|m|h|d|w)/iy;
  let totalMs = 0;
  let end = 0;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    totalMs += Number(found[1]) * (unitMs[found[2]?.toLowerCase() ?? ''] ?? Number.NaN);
    end = part.lastIndex;
  }
  return end > 0 && end === text.length && Number.isFinite(totalMs) ? totalMs : undefined;
}

/** The shortest text that `parseDuration` reads back exactly. */
export function formatExactDuration(ms: number): string {
  if (ms === 0) return '0';
  if (!Number.isSafeInteger(ms)) return `${ms}ms`;
  let rest = ms;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = unitMs[unit] ?? 1;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}

/** Parses `3x` and `1.5×` to a number; `undefined` for any other text. */
export function parseMultiple(text: string): number | undefined {
  const found = /^\s*(\d+(?:\.\d*)?(?:e[+-]?\d+)?)\s*[x×]$/iu.exec(text);
  const value = Number(found?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** The shortest text that `parseMultiple` reads back exactly. */
export function formatMultiple(value: number): string {
  return `${value}x`;
}
