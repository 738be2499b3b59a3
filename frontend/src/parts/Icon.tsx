/** Line drawings of 24 by 24, in the colour of the text; always beside words or a label. */
const PATHS = {
  rank: "M4 19V9m5.5 10V5M15 19v-7m5 7V8",
  match: "M9 12l2 2 4-5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  jobs: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  board: "M4 4h4.5v16H4zM10 4h4.5v10H10zM16 4h4v13h-4z",
  interviews: "M4 6h16v14H4zM4 10h16M8 3v4m8-4v4",
  analytics: "M4 4v16h16M7 15l4-5 3 3 5-7",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
  settings: "M4 7h9m4 0h3M4 17h3m4 0h9M15 4.5v5M9 14.5v5",
  me: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.8-4 3.6-6 7.5-6s6.7 2 7.5 6",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  upload: "M12 16V5m-4.5 4L12 4.5 16.5 9M4 16v4h16v-4",
  download: "M12 4v11m-4.5-4L12 15.5 16.5 11M4 16v4h16v-4",
  check: "M5 12.5l4.5 4.5L19 7",
  warning: "M12 4L2.5 20h19zM12 10v4m0 3v.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5m0-8.5v.01",
  plus: "M12 5v14M5 12h14",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5m4-5v5",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  down: "M5 9l7 7 7-7",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  sign_out: "M14 4H5v16h9M10 12h11m-4-4l4 4-4 4",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75"
      strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false" className="icon">
      <path d={PATHS[name]} />
    </svg>
  );
}
