/** The chosen answer to a question, at first `no`. */
export type Answer = 'no' | 'yes';

export function otherAnswer(answer: Answer): Answer {
  return answer === 'no' ? 'yes' : 'no';
}
