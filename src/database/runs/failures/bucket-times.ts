/** How often each bucket is in a list of their numbers with commas: its start, the number. */
export function bucketTimes(buckets: string, bucketMs: number): readonly (readonly [number, number])[] {
  const counts = new Map<string, number>();
  for (let at = 0; at < buckets.length; ) {
    const bucket = buckets.slice(at, endOf(buckets, at));
    let n = 0;
    // Most follow one of the same bucket.
    for (; isNext(buckets, at, bucket); n += 1) at += bucket.length + 1;
    counts.set(bucket, (counts.get(bucket) ?? 0) + n);
  }
  return Array.from(counts, ([bucket, n]) => [Number(bucket) * bucketMs, n] as const);
}

function endOf(buckets: string, from: number): number {
  const comma = buckets.indexOf(',', from);
  return comma < 0 ? buckets.length : comma;
}

function isNext(buckets: string, at: number, bucket: string): boolean {
  const end = at + bucket.length;
  return buckets.startsWith(bucket, at) && (end === buckets.length || buckets[end] === ',');
}
