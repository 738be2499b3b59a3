/** Signing in, the first admin, joining by invitation. */
export const entry = {
  titles: { first: "Create the first account", join: "Join your team", login: "Sign in" },
  actions: { first: "Create account", join: "Join", login: "Sign in" },
  firstHint: "Nobody is registered yet: this account will administer the server.",
  signedOut: "You are signed out.",
  ended: "Your session has ended; sign in again.",
  invitation: "Invitation",
  invitationHint: "The code from your invitation e-mail",
  fullName: "Your name",
  company: "Company",
  email: "E-mail",
  password: "Password",
  passwordHint: "At least 10 characters",
  haveInvitation: "I have an invitation",
  haveAccount: "I have an account",
  claim: "Résumés meet a job, and every point of the score shows where it comes from.",
};
