/** The commands that code actions and hovers call. Parapet's own client has them; imports nothing, so that it can know. */

/** Shows the page of the rule that is its only argument. For other clients the server itself has this command. */
export const OPEN_RULE = 'parapet.openRule';

/** Turns off the rule that is its first argument, in the settings that hold for the document that is its second. */
export const TURN_RULE_OFF = 'parapet.turnRuleOff';

/**
 * Lets the person type the reason behind a new ignore comment: the document, and line and column (0-based, UTF-16 units)
 * of the comment's end.
 */
export const GIVE_REASON = 'parapet.giveReason';
