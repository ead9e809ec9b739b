/** What a statement needs: something that runs, and that can be called off. */
export interface Statement<Result> extends PromiseLike<Result> {
  cancel(): unknown
}
