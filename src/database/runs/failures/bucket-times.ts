/** How often each bucket is in a list of their numbers with commas: its start, the number. */
export function bucketTimes(buckets: string, bucketMs: number): readonly (readonly [number, number])[] {
  const counts = new Map<string, number>();
  for (const bucket of buckets.split(',')) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  return Array.from(counts, ([bucket, n]) => [Number(bucket) * bucketMs, n] as const);
}
