/** How many of all failed runs have a value, and how many of all others. */
export type Split = {
  readonly failed: number;
  readonly failedTotal: number;
  readonly others: number;
  readonly othersTotal: number;
};

/** What a separation needs besides significance; points and times compare the shares. */
const leastFailed = 3;
const leastPoints = 0.05;
const leastTimes = 2;
const leastExpected = 5;
const surelyBelow = 0.01;

/** G = 2·Σ o·ln(o/e), negative or 0 where the value is not more frequent among failures. */
export function signedG(split: Split): number {
  const { failed, failedTotal, others, othersTotal } = split;
  const total = failedTotal + othersTotal;
  const having = failed + others;
  const g =
    2 *
    (term(failed, (having * failedTotal) / total) +
      term(others, (having * othersTotal) / total) +
      term(failedTotal - failed, ((total - having) * failedTotal) / total) +
      term(othersTotal - others, ((total - having) * othersTotal) / total));
  return isMoreFrequent(split) ? Math.max(0, g) : -Math.max(0, g);
}

function term(observed: number, expected: number): number {
  return observed === 0 ? 0 : observed * Math.log(observed / expected);
}

function isMoreFrequent({ failed, failedTotal, others, othersTotal }: Split): boolean {
  return failed * othersTotal > others * failedTotal;
}

/** Whether a difference is large, and found by chance among so many candidates in 1 of 100 cases at most. */
export function isSeparation(split: Split, candidates: number): boolean {
  return hasEffect(split) && chanceOf(split) * candidates < surelyBelow;
}

/** Whether a difference is large enough to matter, even if it may be chance. */
export function hasEffect(split: Split): boolean {
  if (split.failed < leastFailed || !isMoreFrequent(split)) return false;
  const share = split.failed / split.failedTotal;
  const other = split.othersTotal === 0 ? 0 : split.others / split.othersTotal;
  return share - other >= leastPoints || share >= leastTimes * other;
}

/** The probability of such a difference by chance: a G test, or Fisher's where a count is small. */
export function chanceOf(split: Split): number {
  const { failed, failedTotal, others, othersTotal } = split;
  const total = failedTotal + othersTotal;
  const having = failed + others;
  const expected =
    (Math.min(having, total - having) * Math.min(failedTotal, othersTotal)) / Math.max(1, total);
  if (expected < leastExpected) return fisherChance(split);
  // The tail of the chi-squared distribution with one degree of freedom.
  return complementaryError(Math.sqrt(Math.max(0, signedG(split)) / 2));
}

/** The complementary error function for z >= 0, to 1.2e-7 of its value (Numerical Recipes, `erfcc`). */
function complementaryError(z: number): number {
  const t = 1 / (1 + z / 2);
  const coefficients = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
    1.00002368, -1.26551223,
  ];
  return t * Math.exp(coefficients.reduce((sum, coefficient) => sum * t + coefficient, 0) - z * z);
}

/** The probability that at least as many failures have the value, if they were drawn from all runs. */
function fisherChance({ failed, failedTotal, others, othersTotal }: Split): number {
  const having = failed + others;
  const total = failedTotal + othersTotal;
  const most = Math.min(having, failedTotal);
  let part = Math.exp(
    logChoose(failedTotal, failed) + logChoose(othersTotal, others) - logChoose(total, having),
  );
  let sum = part;
  for (let count = failed; count < most && part > sum * 1e-12; count += 1) {
    const rest = having - count;
    part *= ((failedTotal - count) * rest) / ((count + 1) * (othersTotal - rest + 1));
    sum += part;
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Stirling's series has an error below 1e-9 from 16 on. */
function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let factor = 2; factor <= n; factor += 1) product *= factor;
    return Math.log(product);
  }
  const inverse = 1 / n;
  const correction = inverse / 12 - inverse ** 3 / 360 + inverse ** 5 / 1_260;
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + correction;
}
