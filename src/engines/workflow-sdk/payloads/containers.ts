import { shortName } from '../../workflow-names.ts';
import { isPlain, listOf, type Reviver } from './revivers.ts';

/** Creates each container once and fills it at the end, because devalue revives circular ones repeatedly. */
export function createContainers() {
  const made = new Map<unknown, object>();
  const fills: (() => void)[] = [];

  function once<Value extends object>(stored: unknown, create: () => Value, fill: (value: Value) => void) {
    const before = made.get(stored);
    if (before) return before;
    const value = create();
    if (typeof stored === 'object' && stored !== null) made.set(stored, value);
    fills.push(() => fill(value));
    return value;
  }

  const revivers: Readonly<Record<string, Reviver>> = {
    Set: stored =>
      once(
        stored,
        () => new Set(),
        set => {
          for (const value of listOf(stored)) set.add(value);
        },
      ),
    Map: stored =>
      once(
        stored,
        () => new Map(),
        map => {
          for (const pair of listOf(stored)) if (Array.isArray(pair)) map.set(pair[0], pair[1]);
        },
      ),
    Instance: stored =>
      once<Record<string, unknown>>(
        stored,
        () => ({}),
        instance => {
          const { classId, data } = isPlain(stored) ? stored : {};
          Object.assign(instance, { $class: shortName(String(classId)) }, isPlain(data) ? data : { data });
        },
      ),
  };
  return {
    revivers,
    /** Adds the contents; call after everything was revived. */
    fill: () => {
      for (const fill of fills) fill();
    },
  };
}
