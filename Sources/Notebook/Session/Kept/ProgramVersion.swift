/// The version of the program: part of what a result follows from.
public enum ProgramVersion {
  public static let number = "1.0.0"
}
