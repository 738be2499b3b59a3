/** The parts that screens are made of. */
export { Bar, colourAt, type Share } from "./Bar";
export { Button, buttonClass } from "./Button";
export { Chip, type Tone } from "./Chip";
export { Dialog } from "./Dialog";
export { Empty } from "./Empty";
export { Checkbox, Field, Select, TextArea, TextField } from "./Field";
export { FileDrop, JOB_TYPES, RESUME_TYPES } from "./FileDrop";
export { Icon, type IconName } from "./Icon";
export { Loaded } from "./Loaded";
export { Page } from "./Page";
export { Pager } from "./Pager";
export { Boundary, Problem, useSentence } from "./Problem";
export { Progress } from "./Progress";
export { ScoreBadge } from "./ScoreBadge";
export { Skeleton } from "./Skeleton";
export { Table, type Column } from "./Table";
export { Tabs, type Tab } from "./Tabs";
export { ToastProvider, useToast } from "./Toast";
