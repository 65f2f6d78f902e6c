/** Why an expression is refused. */
export class ExpressionError extends Error {}
