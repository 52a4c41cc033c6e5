const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * A time since the start of a trace, as exact as steps of `stepMs` need: `250ms`, `1.25s`, `1m 02.5s`,
 * `2h 05m`.
 */
export function formatOffset(ms: number, stepMs: number): string {
  const digits = decimalsOf(stepMs / second);
  const whole = roundTo(ms, Math.max(0, digits - 3));
  const rounded = whole < second ? whole : roundTo(ms / second, digits) * second;
  if (rounded === 0) return '0';
  if (rounded < second) return `${rounded.toFixed(Math.max(0, digits - 3))}ms`;
  if (rounded < minute) return `${(rounded / second).toFixed(digits)}s`;
  const rest = (rounded % minute) / second;
  const seconds =
    stepMs < minute ? ` ${rest.toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')}s` : '';
  if (rounded < hour) return `${Math.floor(rounded / minute)}m${seconds}`;
  const minutes = stepMs < hour ? ` ${pad(Math.floor((rounded % hour) / minute))}m` : '';
  if (rounded < day) return `${Math.floor(rounded / hour)}h${minutes}${seconds}`;
  const hours = stepMs < day ? ` ${pad(Math.floor((rounded % day) / hour))}h` : '';
  return `${Math.floor(rounded / day)}d${hours}${minutes}${seconds}`;
}

function roundTo(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** The decimals that a step of so many seconds needs. */
function decimalsOf(seconds: number): number {
  return Math.max(0, Math.ceil(-Math.log10(seconds) - 1e-9));
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
