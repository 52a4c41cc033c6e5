/** A payload's text as a value; text that is no JSON counts as a text. */
export function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
