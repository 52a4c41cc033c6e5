/** Parses a payload. Text that is not JSON is returned as a string. */
export function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
