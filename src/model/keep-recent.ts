type Sizes<Value> = { readonly mostBytes: number; readonly bytesOf: (value: Value) => number };

/** Keeps the most recently used values within both limits, and the newest whatever its size. */
export function keepRecent<Key, Value>(
  most: number,
  { mostBytes, bytesOf }: Sizes<Value> = { mostBytes: 0, bytesOf: () => 0 },
) {
  const kept = new Map<Key, { readonly value: Value; readonly bytes: number }>();
  let total = 0;
  const take = (key: Key) => {
    const found = kept.get(key);
    if (found && kept.delete(key)) total -= found.bytes;
    return found;
  };
  return {
    get(key: Key): Value | undefined {
      const found = take(key);
      if (!found) return undefined;
      kept.set(key, found);
      total += found.bytes;
      return found.value;
    },
    set(key: Key, value: Value): void {
      take(key);
      const bytes = bytesOf(value);
      kept.set(key, { value, bytes });
      total += bytes;
      for (const oldest of kept.keys()) {
        if (kept.size === 1 || (kept.size <= most && total <= mostBytes)) return;
        take(oldest);
      }
    },
    delete(key: Key): void {
      take(key);
    },
    clear(): void {
      kept.clear();
      total = 0;
    },
  };
}
