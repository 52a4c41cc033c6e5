/** What the terminal was told to put on its clipboard (OSC 52), newest last. */
export function copiedTexts(rawOutput: string): readonly string[] {
  return [...rawOutput.matchAll(/\u001B\]52;c;([A-Za-z0-9+/=]*)\u0007/gu)].map(([, encoded = '']) =>
    Buffer.from(encoded, 'base64').toString('utf8'),
  );
}
