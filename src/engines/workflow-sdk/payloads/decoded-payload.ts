/** A payload decoded when its file was read. */
export class DecodedPayload {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}
