/** Parses JSON text. Any other text is returned as a string. */
export function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
