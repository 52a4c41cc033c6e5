const hashChars = 11;
export const shortHashChars = 5;
const radix = 36;
const lowValues = radix ** shortHashChars;

/** 53 bits as 11 characters, from two multiplying hashes that are mixed. */
export function hashText(text: string): string {
  const hash = hashOf(text);
  const first = toChars(Math.floor(hash / lowValues), hashChars - shortHashChars);
  return first + toChars(hash % lowValues, shortHashChars);
}

/** The last 5 characters of `hashText`. */
export function shortHash(text: string): string {
  return toChars(hashOf(text) % lowValues, shortHashChars);
}

/** Small integers become text far faster than large ones, hence the parts. */
function toChars(value: number, length: number): string {
  return value.toString(radix).padStart(length, '0');
}

function hashOf(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
