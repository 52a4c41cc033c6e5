const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** Epoch ms as ISO 8601 in UTC (RFC 3339), with any fraction of a ms; clamped to the years 1 to 9999. */
export function toWireTime(at: number): string {
  const ms = Math.min(Math.max(Math.floor(at), -62_135_596_800_000), 253_402_300_799_999);
  const text = new Date(ms).toISOString();
  const rest = at - ms;
  if (!(rest > 0 && rest < 1)) return text;
  const digits = Math.round(rest * 1e6)
    .toString()
    .padStart(6, '0');
  return digits.length > 6
    ? new Date(ms + 1).toISOString()
    : `${text.slice(0, -1)}${digits.replace(/0+$/, '')}Z`;
}

/** Returns epoch ms; `undefined` unless the text is a time in UTC. */
export function parseWireTime(text: string): number | undefined {
  const found = pattern.exec(text);
  if (!found) return undefined;
  const seconds = Date.parse(`${found[1]}Z`);
  if (Number.isNaN(seconds)) return undefined;
  const fraction = (found[2] ?? '').padEnd(9, '0');
  return seconds + Number(fraction.slice(0, 3)) + Number(fraction.slice(3)) / 1e6;
}

export function toOptionalWireTime(at: number | undefined): string | undefined {
  return at === undefined || Number.isNaN(at) ? undefined : toWireTime(at);
}
