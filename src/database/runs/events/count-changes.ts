type Counted = { readonly kind: string; readonly name: string; readonly status: string };

export type CountChange = { readonly run: Counted; readonly n: number };

/** A transaction's changes of the counts by kind, name and status, written once at its end. */
export type CountChanges = {
  readonly added: (run: Counted) => void;
  readonly removed: (run: Counted) => void;
  readonly changed: (stored: Counted, status: string) => void;
  /** Returns the changes, and starts anew. */
  readonly take: () => readonly CountChange[];
};

export function createCountChanges(): CountChanges {
  const changes = new Map<string, { readonly run: Counted; n: number }>();

  function add(run: Counted, n: 1 | -1): void {
    const key = JSON.stringify([run.kind, run.name, run.status]);
    const change = changes.get(key);
    if (change) change.n += n;
    else changes.set(key, { run, n });
  }

  return {
    added: run => add(run, 1),
    removed: run => add(run, -1),
    changed(stored, status) {
      if (status === stored.status) return;
      add(stored, -1);
      add({ kind: stored.kind, name: stored.name, status }, 1);
    },
    take() {
      const taken = [...changes.values()].filter(({ n }) => n !== 0);
      changes.clear();
      return taken;
    },
  };
}
