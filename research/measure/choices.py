"""What an estimation of shares may be asked for: light to import, as the command line needs it."""

COUNT, PROBABILISTIC, ADJUSTED, ADJUSTED_PROBABILISTIC = "count", "probabilistic", "adjusted", "adjusted_probabilistic"
EM = "em"
METHODS = (COUNT, PROBABILISTIC, ADJUSTED, ADJUSTED_PROBABILISTIC, EM)
DEFAULT_METHOD = COUNT
METHOD_NAMES = {
    COUNT: "classify and count (CC)",
    PROBABILISTIC: "probabilistic classify and count (PCC)",
    ADJUSTED: "adjusted classify and count (ACC)",
    ADJUSTED_PROBABILISTIC: "probabilistic adjusted classify and count (PACC)",
    EM: "EMQ (SLD), with a prior",
}
METHOD_HELP = "how prevalence is estimated: " + "; ".join(f"{name}, {said}" for name, said in METHOD_NAMES.items())

THESE, LIKE = "these", "like"
TARGETS = (THESE, LIKE)
TARGET_NAMES = {THESE: "these documents", LIKE: "documents like these"}

HELD_OUT = "held_out.npz"  # the file of a run's folder
