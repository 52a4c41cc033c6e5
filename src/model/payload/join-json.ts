export type JsonParts = Readonly<Record<string, string | undefined>>;

/** Joins JSON texts into an object; omits `undefined`. */
export function joinJson(parts: JsonParts): string {
  const members: string[] = [];
  for (const [key, json] of Object.entries(parts))
    if (json !== undefined) members.push(`${JSON.stringify(key)}:${json}`);
  return `{${members.join(',')}}`;
}
