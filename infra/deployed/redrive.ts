/**
 * A queue's RedriveAllowPolicy. SQS moves what was received too often to the queue that its own queue names, and asks
 * neither the sender's rights nor the policy of that queue: whoever could name one of ours could put there what the
 * functions believe. Without this every queue of the account and Region may name it (SQS API reference,
 * SetQueueAttributes).
 */
export const nobodysDeadLetters = { redrivePermission: 'denyAll' } as const;
