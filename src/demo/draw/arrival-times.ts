const hourMs = 3_600_000;
const days = 14;

/** The relative number of runs in each hour of a day, UTC. */
const byHour = [3, 4, 9, 5, 2, 2, 3, 5, 8, 12, 14, 13, 11, 13, 15, 14, 12, 10, 8, 6, 5, 5, 4, 3] as const;

/** Creation times in the 14 days before `now`, by index in ascending order. */
export function createArrivalTimes(size: number, now: number): (index: number, jitter: number) => number {
  const start = now - days * 24 * hourMs;
  const weights = Array.from({ length: days * 24 }, (_, hour) => weightAt(start + hour * hourMs));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let hour = 0;
  let before = 0;
  return (index, jitter) => {
    const wanted = ((index + jitter) / size) * total;
    if (wanted < before) {
      hour = 0;
      before = 0;
    }
    while (hour < weights.length - 1 && before + (weights[hour] ?? 0) <= wanted) {
      before += weights[hour] ?? 0;
      hour += 1;
    }
    const share = (wanted - before) / (weights[hour] ?? 1);
    return Math.floor(start + (hour + Math.min(share, 1)) * hourMs);
  };
}

function weightAt(time: number): number {
  const date = new Date(time);
  const isWeekend = date.getUTCDay() % 6 === 0;
  return (byHour[date.getUTCHours()] ?? 1) * (isWeekend ? 0.45 : 1);
}
