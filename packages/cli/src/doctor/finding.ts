// One thing that the doctor looked at.

export interface DoctorFinding {
  readonly name: string;
  readonly status: "ok" | "absent" | "warning" | "missing";
  readonly detail: string;
  /** What to do about it; none when all is well. */
  readonly mend?: string;
}

export const ok = (name: string, detail: string): DoctorFinding => ({ name, status: "ok", detail });
/** Not there, and nothing is the worse for it. */
export const absent = (name: string, detail: string): DoctorFinding => ({ name, status: "absent", detail });
export const warning = (name: string, detail: string, mend: string): DoctorFinding => ({
  name,
  status: "warning",
  detail,
  mend,
});
export const missing = (name: string, detail: string, mend: string): DoctorFinding => ({
  name,
  status: "missing",
  detail,
  mend,
});
