import { mostClaims, type StartClaim } from '../../../contract/starts/start-intake.ts';
import type { ClaimedStart } from '../../../contract/starts/start-queue.ts';

type Room = StartClaim['room'];

/** What the last claim that was answered says of the next one. */
export type LastClaim = {
  /** Until `answered` it is not known what the next one finds: one is on its way, or there are new starts. */
  readonly forget: () => void;
  readonly answered: (claim: StartClaim, starts: readonly ClaimedStart[]) => void;
  /** Whether a claim with this room offers anything else, or may find what the last one had no room for. */
  readonly isOtherWith: (room: Room) => boolean;
};

export function createLastClaim(): LastClaim {
  let last: { readonly names: string; readonly filled: ReadonlySet<string> } | undefined;
  return {
    forget() {
      last = undefined;
    },
    answered({ room, held }, starts) {
      // As many as a writer may hold: there may be more, whatever room there is.
      if (held.length + starts.length >= mostClaims) return;
      const claimed = Map.groupBy(starts, ({ workflow }) => workflow);
      const filled = [...room].filter(([name, places]) => (claimed.get(name)?.length ?? 0) >= places);
      last = { names: namesOf(room), filled: new Set(filled.map(([name]) => name)) };
    },
    isOtherWith(room) {
      const { names, filled } = last ?? {};
      return (
        names !== namesOf(room) || room.entries().some(([name, places]) => places > 0 && filled?.has(name))
      );
    },
  };
}

function namesOf(room: Room): string {
  return JSON.stringify([...room.keys()]);
}
