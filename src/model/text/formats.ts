const counts = new Intl.NumberFormat('en-US');

export function formatCount(value: number): string {
  return counts.format(value);
}

export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)}ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  const hours = Math.round(ms / 3_600_000);
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

export function formatCost(usd: number): string {
  if (!Number.isFinite(usd)) return '–';
  if (usd < 0) return `-${formatCost(-usd)}`;
  if (usd === 0) return '$0';
  return `$${usd.toFixed(2)}`;
}

export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–';
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.round(value * 10) / 10 >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${Math.round(value)} B` : `${value.toFixed(1)} ${units[unit]}`;
}

export function formatAge(at: number, now: number): string {
  const seconds = Math.floor(Math.abs(now - at) / 1000);
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 1) return 'now';
  const span =
    seconds < 60
      ? `${seconds}s`
      : seconds < 3600
        ? `${Math.floor(seconds / 60)}m`
        : seconds < 86_400
          ? `${Math.floor(seconds / 3600)}h`
          : seconds < 365 * 86_400
            ? `${Math.floor(seconds / 86_400)}d`
            : `${Math.floor(seconds / (365 * 86_400))}y`;
  return at > now ? `in ${span}` : `${span} ago`;
}

export function formatTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

export function formatClock(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  return `${formatTime(at).slice(-8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function toIsoTime(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '–' : date.toISOString();
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
