const date = String.raw`(?:19|20)\d\d([-/.]|\\/)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])`;
const compact = String.raw`(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`;
const clock = String.raw`(?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:[.,]\d+)?)?`;
const zone = String.raw`(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;

/** Words of a year's month, a week or a time of the day alone are values as a whole: ids look like them. */
const times = new RegExp(
  [
    String.raw`(?<!\d|(?<!\\)[A-Za-z])(?:${date}|${compact})(?:[T_ -]?${clock}${zone})?(?![\dA-Za-z])`,
    String.raw`"(?:20\d\d-(?:0[1-9]|1[0-2]|W\d\d)|(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)"`,
    String.raw`(?<![\w.-])1[4-9]\d{11}(?![\w.])`,
  ].join('|'),
  'gu',
);

/**
 * The same text for JSON that differs in dates and times alone: `2026-12-01T02:00:00Z`, `2026/12/01` and
 * `20261201`, also in a longer text; `2026-12`, `2026-W49` and `02:00` as a whole; milliseconds since 1970.
 */
export function withoutTimes(json: string): string {
  return json.replace(times, found => (found.startsWith('"') ? '"0"' : '0'));
}
