/** At most `most` values: a new one replaces the least recently used. */
type Recent<Key, Value> = {
  readonly get: (key: Key) => Value | undefined;
  readonly set: (key: Key, value: Value) => void;
};

export function keepRecent<Key, Value>(most: number): Recent<Key, Value> {
  const values = new Map<Key, Value>();
  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      const oldest = values.size > most ? values.keys().next() : undefined;
      if (oldest && !oldest.done) values.delete(oldest.value);
    },
  };
}
