/** The commands that code actions and hovers call. Parapet's own client has both; imports nothing, so that it can know. */

/** Shows the page of the rule that is its only argument. For other clients the server itself has this command. */
export const OPEN_RULE = 'parapet.openRule';

/** Turns off the rule that is its first argument, in the settings that hold for the document that is its second. */
export const TURN_RULE_OFF = 'parapet.turnRuleOff';
