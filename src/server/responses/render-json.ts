import { createHash } from 'node:crypto';
import { toJsonText } from '../../model/payload/payload-text.ts';

/** A JSON body in UTF-8, and its entity tag. */
export type RenderedJson = { readonly bytes: Uint8Array<ArrayBuffer>; readonly tag: string };

export function renderJson(value: unknown): RenderedJson {
  const bytes = Buffer.from(toJsonText(value, { indent: 0 }));
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 32);
  // Weak, because the zipped and the plain body have the same tag.
  return { bytes, tag: `W/"${hash}"` };
}
