/** Limits the bytes in memory, of all clients and of one. */
export type ByteBudget = {
  readonly reserve: (client: string, bytes: number) => boolean;
  readonly release: (client: string, bytes: number) => void;
};

/** One client leaves a part of the budget to the others. */
export const clientShare = 0.8;

export function createByteBudget(totalBytes: number): ByteBudget {
  const held = new Map<string, number>();
  let heldByAll = 0;
  const hasRoom = (used: number, bytes: number, most: number) => used === 0 || used + bytes <= most;
  return {
    reserve(client, bytes) {
      const used = held.get(client) ?? 0;
      if (!hasRoom(heldByAll, bytes, totalBytes) || !hasRoom(used, bytes, totalBytes * clientShare))
        return false;
      heldByAll += bytes;
      held.set(client, used + bytes);
      return true;
    },
    release(client, bytes) {
      heldByAll -= bytes;
      const rest = (held.get(client) ?? 0) - bytes;
      if (rest > 0) held.set(client, rest);
      else held.delete(client);
    },
  };
}
