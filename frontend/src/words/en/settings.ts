/** Words of the screen in screens/settings. */
export const settings = {
  title: "Settings",
  lead: "Your organisation, its people and its connections.",
  empty: "Nobody is registered; this machine is used without accounts.",
};
